import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatePart, StateParticipant, TrainingState } from "../../../core/mod.ts";
import { DEADLINE_FLAG_BYTES, DeadlineFlag } from "../../../core/recovery/deadline_flag.ts";
import { inOrder, restoreState } from "../../../core/recovery/restore.ts";
import { ManualClock } from "../../../modules/mod.ts";

const PART: StatePart = { version: 1, data: null, tensors: [] };

/** What a participant of a test does in a phase besides being told of it. */
type Phases = Partial<Record<"prepare" | "commit" | "confirm", () => void | Promise<void>>>;

function stage(participants: Readonly<Record<string, Phases>>) {
  const log: string[] = [];
  const clock = new ManualClock();
  const flag = new DeadlineFlag();
  const made = Object.entries(participants).map(
    ([name, phases]): StateParticipant => ({
      name,
      capture: () => PART,
      prepare: () => {
        log.push(`${name} prepare`);
        const restore = {
          commit: () => {
            log.push(`${name} commit`);
            return phases.commit?.();
          },
          confirm: () => {
            log.push(`${name} confirm`);
            return phases.confirm?.();
          },
          settle: () => void log.push(`${name} settle`),
          abort: () => void log.push(`${name} abort`),
        };
        const waits = phases.prepare?.();
        return waits ? waits.then(() => restore) : restore;
      },
    }),
  );
  const parts = new Map(made.map(({ name }) => [name, PART]));
  const state: TrainingState = { step: 7, epoch: 0, parts, bytes: 0 };
  const restore = () => restoreState(state, { participants: made, clock, flag });
  return { log, clock, flag, state, restore };
}

test("inOrder() has Tamiyo, Kasmina and Tolaria first, then the others by name", () => {
  const named = ["zeta", "tolaria", "alpha", "kasmina", "tamiyo"].map((name) => ({ name }));
  assert.deepEqual(
    inOrder(named as StateParticipant[]).map(({ name }) => name),
    ["tamiyo", "kasmina", "tolaria", "alpha", "zeta"],
  );
});

test("restoreState() prepares all, commits all, confirms all, and only then settles", async () => {
  const { log, flag, restore } = stage({ tolaria: {}, kasmina: {} });
  await restore();
  assert.deepEqual(
    log,
    ["prepare", "commit", "confirm", "settle"].flatMap((phase) => [
      `kasmina ${phase}`,
      `tolaria ${phase}`,
    ]),
  );
  assert.equal(flag.read().state, "completed");
});

for (const phase of ["prepare", "commit", "confirm"] as const) {
  test(`restoreState() aborts all when one fails in ${phase}, the last first`, async () => {
    const fails = () => {
      throw new Error("no");
    };
    const { log, flag, restore } = stage({ alpha: {}, beta: { [phase]: fails } });
    await assert.rejects(restore(), {
      code: "rollback/refused",
      message: new RegExp(`No\\. Cannot ${phase} the restore of "beta"`),
    });
    const aborted = phase === "prepare" ? ["alpha abort"] : ["beta abort", "alpha abort"];
    assert.deepEqual(
      log.filter((line) => line.endsWith("abort")),
      aborted,
    );
    assert.ok(!log.some((line) => line.endsWith("settle")));
    assert.equal(flag.read().state, "expired");
  });
}

for (const [phase, budgetMs] of [
  ["prepare", 150],
  ["commit", 250],
  ["confirm", 100],
] as const) {
  test(`restoreState() aborts all when ${phase} takes more than ${budgetMs} ms`, async () => {
    const late = stage({ alpha: { [phase]: () => late.clock.advance(budgetMs + 1) } });
    await assert.rejects(late.restore(), {
      code: "rollback/late",
      message: new RegExp(`"${phase}" took longer than ${budgetMs} ms`),
    });
    assert.equal(late.log.at(-1), "alpha abort");
    const inTime = stage({ alpha: { [phase]: () => inTime.clock.advance(budgetMs) } });
    await inTime.restore();
    assert.equal(inTime.log.at(-1), "alpha settle");
  });
}

test("restoreState() gives up on one that does not come back, and takes back what comes later", async () => {
  let come = () => {};
  const hangs = () =>
    new Promise<void>((resolve) => {
      come = resolve;
    });
  const { log, restore } = stage({ alpha: {}, beta: { prepare: hangs } });
  await assert.rejects(restore(), { code: "rollback/late" });
  assert.deepEqual(log, ["alpha prepare", "beta prepare", "alpha abort"]);
  come();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(log.at(-1), "beta abort");
});

test("restoreState() cannot complete when another thread has let the flag expire", async () => {
  const seen = stage({ alpha: { confirm: () => void seen.flag.expire() } });
  await assert.rejects(seen.restore(), { code: "rollback/late" });
  assert.equal(seen.log.at(-1), "alpha abort");
});

test("restoreState() refuses a state that lacks the part of a participant", async () => {
  const { state, restore, log } = stage({ alpha: {}, beta: {} });
  (state.parts as Map<string, StatePart>).delete("beta");
  await assert.rejects(restore(), {
    code: "rollback/refused",
    message: /holds nothing for "beta"/,
  });
  assert.equal(log.at(-1), "alpha abort");
});

test("DeadlineFlag is seen with its times by whoever has the memory", () => {
  const memory = new Uint8Array(new SharedArrayBuffer(DEADLINE_FLAG_BYTES));
  const [flag, other] = [new DeadlineFlag(() => memory), new DeadlineFlag(() => memory)];
  assert.equal(other.read().state, "idle");
  flag.arm(1_000, 1_150);
  assert.deepEqual(other.read(), { state: "armed", phase: 0, armedMs: 1_000, deadlineMs: 1_150 });
  assert.ok(flag.extend(1, 1_010, 1_260));
  assert.deepEqual(other.read(), { state: "armed", phase: 1, armedMs: 1_010, deadlineMs: 1_260 });
  assert.ok(flag.complete());
  assert.deepEqual([flag.expire(), other.read().state], [false, "completed"]);
});

test("DeadlineFlag is not completed once it has expired, and not by an earlier restore", () => {
  const flag = new DeadlineFlag();
  flag.arm(0, 1);
  assert.ok(flag.expire());
  assert.deepEqual(
    [flag.complete(), flag.extend(1, 0, 1), flag.read().state],
    [false, false, "expired"],
  );
  flag.arm(0, 1);
  assert.deepEqual([flag.armed, flag.complete()], [true, true]);
});
