import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO } from "../../../core/mod.ts";
import {
  ManualClock,
  manualClock,
  systemClock,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import makeScripted from "../../../testing/_support/scripted_policy.ts";
import { conformsToTamiyo, packetOf } from "../../../testing/tamiyo.ts";
import { TRUSTED } from "./_skips.ts";

conformsToTamiyo(
  (script) =>
    resolveProvider(TAMIYO, tamiyoInProcess({ policy: makeScripted(script) }), systemClock()),
  { skip: TRUSTED },
);

function onClock(clock: ManualClock, decide: TamiyoPolicy["decide"]) {
  const policy = { name: "test", decide };
  return resolveProvider(TAMIYO, tamiyoInProcess({ policy }), manualClock(clock));
}

test("tamiyoInProcess() throws an answer away that comes after the deadline, at once or later", async () => {
  const clock = new ManualClock();
  const tamiyo = await onClock(clock, ({ currentEpoch }) => {
    clock.advance(5);
    return currentEpoch === 1 ? { commandId: "c" } : Promise.resolve({ commandId: "c" });
  });
  for (const epoch of [1, 2]) {
    assert.deepEqual(await tamiyo.decide(packetOf(epoch), 4.9), { kind: "late" });
    assert.equal((await tamiyo.decide(packetOf(epoch), 5)).kind, "command");
  }
  assert.deepEqual(tamiyo.counts, { lateAnswers: 2, replaced: 0 });
});

test("tamiyoInProcess() shows which policy it runs", async () => {
  assert.equal((await onClock(new ManualClock(), () => undefined)).name, "in-process/test");
});

test("tamiyoInProcess() tells of a policy that cannot say what it remembers, and asks it again", async () => {
  let calls = 0;
  const state = () => {
    calls += 1;
    if (calls === 2) throw new Error("forgotten");
    return calls;
  };
  const policy = { name: "test", decide: () => undefined, state, restore: () => {} };
  const tamiyo = await resolveProvider(TAMIYO, tamiyoInProcess({ policy }), manualClock());
  await tamiyo.start();
  assert.deepEqual(await tamiyo.decide(packetOf(1), 5), {
    kind: "failed",
    reason: 'the policy threw "forgotten"',
  });
  assert.deepEqual(await tamiyo.decide(packetOf(2), 5), { kind: "none" });
});

test("tamiyoInProcess() refuses a policy that says what it remembers and takes nothing back", () => {
  const policy: TamiyoPolicy = { name: "half", decide: () => undefined, state: () => 1 };
  assert.throws(() => tamiyoInProcess({ policy }), {
    code: "options/invalid",
    message: /and "state" and "restore" both or neither/,
  });
});

test("tamiyoInProcess() refuses what is no policy", () => {
  assert.throws(() => tamiyoInProcess({ policy: {} as TamiyoPolicy }), {
    code: "options/invalid",
    message: /"policy" must be an object with a method "decide"/,
  });
});
