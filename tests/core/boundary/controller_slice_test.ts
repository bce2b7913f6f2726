import assert from "node:assert/strict";
import { test } from "node:test";
import { ControllerSlice, remembers } from "../../../core/boundary/controller_slice.ts";
import type { RunEventEmitter } from "../../../core/events/run_event_stream.ts";
import { TAMIYO, type Tamiyo } from "../../../core/mod.ts";
import {
  makeHeuristic,
  manualClock,
  noTamiyo,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../../modules/mod.ts";
import { FieldReport, FieldReportOutcome, LEYLINE_VERSION } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToStateParticipant, written } from "../../../testing/state_participant.ts";
import { packetOf } from "../../../testing/tamiyo.ts";

/** The participant of a controller that has started, and what it tells of. */
async function participantOf(policy: TamiyoPolicy) {
  const tamiyo = await resolveProvider(TAMIYO, tamiyoInProcess({ policy }), manualClock());
  await tamiyo.start();
  const notes: string[] = [];
  const events: RunEventEmitter = {
    emit: (kind, payload) =>
      void notes.push(`${kind}: ${(payload as { message: string }).message}`),
  };
  return { tamiyo, notes, participant: new ControllerSlice(tamiyo, events) };
}

/** Lets a controller decide, and tells it of a command that came to nothing. */
async function advance(tamiyo: Tamiyo, epoch: number): Promise<void> {
  await tamiyo.decide(packetOf(epoch), 1_000);
  tamiyo.report(
    FieldReport.encode({
      version: LEYLINE_VERSION,
      seedId: "a",
      blueprintId: `b${epoch}`,
      outcome: FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED,
    }),
  );
}

conformsToStateParticipant(async () => {
  const policy = makeHeuristic({});
  const { tamiyo, participant } = await participantOf(policy);
  let epoch = 1;
  await advance(tamiyo, epoch);
  return {
    participant,
    change: () => advance(tamiyo, ++epoch),
    visible: () => policy.state(),
    close: () => tamiyo.dispose(),
  };
});

test("ControllerSlice votes 'no' where the controller refuses, which is as it was then", async () => {
  const [one, other] = await Promise.all([
    participantOf(makeHeuristic({})),
    participantOf({ name: "other", decide: () => undefined, state: () => 7, restore: () => {} }),
  ]);
  const before = one.tamiyo.memory;
  await assert.rejects(async () => one.participant.prepare(other.participant.capture()), {
    code: "state/invalid",
    message: /The state must be one of "heuristic", but is "other"/,
  });
  assert.deepEqual(one.tamiyo.memory, before);
});

test("ControllerSlice leaves a controller alone whose state says nothing of it", async () => {
  const silent = await participantOf({ name: "silent", decide: () => undefined });
  const part = silent.participant.capture();
  assert.equal(remembers(written(part)), false);
  const { tamiyo, participant } = await participantOf(makeHeuristic({}));
  const before = tamiyo.memory;
  const prepared = await participant.prepare(part);
  await prepared.commit();
  assert.deepEqual(tamiyo.memory, before);
});

test("ControllerSlice gives a run without a controller the state of one that had one", async () => {
  const { participant } = await participantOf(makeHeuristic({}));
  const nobody = new ControllerSlice(await resolveProvider(TAMIYO, noTamiyo()), { emit: () => {} });
  await (await nobody.prepare(participant.capture())).commit();
});

test("ControllerSlice tells of a controller that does not restore a memory of its own", async () => {
  let state = 1;
  const restore = (given: unknown) => {
    if (given === 2) throw new Error("not that");
    state = given as number;
  };
  const policy = { name: "fickle", decide: () => undefined, state: () => state, restore };
  const { participant, notes, tamiyo } = await participantOf(policy);
  const part = participant.capture();
  state = 2;
  await tamiyo.decide(packetOf(1), 1_000);
  await (await participant.prepare(part)).abort();
  assert.match(notes.join(), /^controller\/fault: controller in-process\/fickle .*: not that$/);
});
