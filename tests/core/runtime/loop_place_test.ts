import assert from "node:assert/strict";
import { test } from "node:test";
import { LoopPlace } from "../../../core/runtime/mod.ts";

test("LoopPlace.read() returns what another one of the same memory was told", () => {
  const place = new LoopPlace();
  const other = new LoopPlace(place.memory);
  assert.deepEqual(other.read(), { step: 0, stepAtMs: 0, phase: "idle", phaseAtMs: 0 });
  place.step(7, 1_234.5);
  place.enter("backward", 1_240.25);
  assert.deepEqual(other.read(), {
    step: 7,
    stepAtMs: 1_234.5,
    phase: "backward",
    phaseAtMs: 1_240.25,
  });
});
