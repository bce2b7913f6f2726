import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { test } from "node:test";
import {
  DeadlineFlag,
  type RestoreReading,
  SIGNAL_CHANNEL,
  type SignalLine,
  type StatePart,
  type StateParticipant,
} from "../../../core/mod.ts";
import { RESTORE_PHASES, restoreState } from "../../../core/recovery/restore.ts";
import { joinRun, ManualClock, sharedMemorySignals } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { runChild } from "../../_support/processes/run_child.ts";
import { hasSharedMemory } from "../../_support/processes/shared_memory.ts";

const skip = hasSharedMemory();
const PART: StatePart = { version: 1, data: null, tensors: [] };
const STATE = { step: 7, epoch: 0, parts: new Map([["alpha", PART]]), bytes: 0 };

/** Times that leave another process time to look: a day for the shortest phase. */
const PATIENCE = 1_000_000;

async function openRun(): Promise<[SignalLine, string]> {
  const runId = `test-${crypto.randomUUID()}`;
  return [(await resolveProvider(SIGNAL_CHANNEL, sharedMemorySignals())).open(runId), runId];
}

/** A participant that calls `reached` in each phase. */
function participant(reached: (phase: number) => void | Promise<void>): StateParticipant {
  return {
    name: "alpha",
    capture: () => PART,
    prepare: async () => {
      await reached(0);
      const phase = (number: number) => () => reached(number);
      return { commit: phase(1), confirm: phase(2), settle: () => {}, abort: () => {} };
    },
  };
}

test("another process sees each phase of a restore with its deadline, while it goes on", {
  skip,
}, async () => {
  const [line, runId] = await openRun();
  const seen: RestoreReading[] = [];
  const listen = ({ stdout }: ChildProcess) => {
    let rest = "";
    stdout?.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      seen.push(...lines.map((text) => JSON.parse(text)));
    });
  };
  const child = runChild("tests/fixtures/watch_restore.ts", [runId], { onStart: listen });
  try {
    await waitUntil("the other process looks", () => seen.length > 0);
    const clock = new ManualClock();
    const flag = new DeadlineFlag(() => line.restoreMemory);
    // No phase is over before the other process has seen it.
    const reached = (phase: number) =>
      waitUntil(`phase ${phase} was seen`, () => {
        const { state, phase: last } = seen.at(-1) ?? {};
        return state === "armed" && last === phase;
      });
    const scope = { participants: [participant(reached)], clock, flag, patience: PATIENCE };
    const startedMs = clock.wallMs();
    await restoreState(STATE, scope);
    const { code, stderr } = await child;
    assert.equal(code, 0, stderr);
    const idle = { state: "idle", phase: 0, armedMs: 0, deadlineMs: 0 };
    const phases = RESTORE_PHASES.map(({ budgetMs }, phase) => ({
      phase,
      armedMs: startedMs,
      deadlineMs: startedMs + budgetMs * PATIENCE,
    }));
    assert.deepEqual(seen, [
      idle,
      ...phases.map((phase) => ({ state: "armed", ...phase })),
      { state: "completed", ...phases.at(-1) },
    ]);
  } finally {
    line.close();
    await child;
  }
});

test("JoinedRun.restore says that a restore was late, and that it is not completed after that", {
  skip,
}, async () => {
  const [line, runId] = await openRun();
  const guest = joinRun(runId);
  const clock = new ManualClock();
  const flag = new DeadlineFlag(() => line.restoreMemory);
  const reached = (phase: number) => {
    if (phase === 1) clock.advance(251);
  };
  const restoring = restoreState(STATE, { participants: [participant(reached)], clock, flag });
  await assert.rejects(restoring, { code: "rollback/late" });
  assert.deepEqual([guest.restore.state, guest.restore.phase], ["expired", 1]);
  assert.equal(flag.complete(), false);
  assert.equal(guest.restore.state, "expired");
  guest.close();
  line.close();
});

test("SignalLine.restoreMemory stays when the line is closed, for this process alone", {
  skip,
}, async () => {
  const [line, runId] = await openRun();
  const flag = new DeadlineFlag(() => line.restoreMemory);
  flag.arm(1_000, 1_150);
  const guest = joinRun(runId);
  line.close();
  assert.ok(flag.complete());
  assert.deepEqual([flag.read().state, guest.restore.state], ["completed", "armed"]);
  guest.close();
  assert.equal(guest.restore.state, "armed");
});
