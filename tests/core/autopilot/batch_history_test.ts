import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchHistory } from "../../../core/autopilot/batch_history.ts";

/** Ten steps an epoch, two batches each. */
function logOf(steps: number): BatchHistory {
  const log = new BatchHistory();
  for (let step = 0; step < steps; step++) {
    const from = (step % 10) * 2;
    log.add(step, { epoch: Math.floor(step / 10), from, to: from + 2 });
  }
  return log;
}

test("BatchHistory.windows() gives the batches of the steps that are asked for", () => {
  assert.deepEqual(logOf(30).windows({ from: 13, to: 15 }), [{ epoch: 1, from: 6, to: 12 }]);
});

test("BatchHistory.windows() gives a window for each epoch that the steps are in", () => {
  assert.deepEqual(logOf(30).windows({ from: 18, to: 21 }), [
    { epoch: 1, from: 16, to: 20 },
    { epoch: 2, from: 0, to: 4 },
  ]);
});

test("BatchHistory.windows() goes on into steps that were not taken yet", () => {
  // Step 15 is the last; 16 and 17 would be taken on the four batches after it.
  assert.deepEqual(logOf(16).windows({ from: 15, to: 17 }), [{ epoch: 1, from: 10, to: 16 }]);
});

test("BatchHistory.windows() knows what a step was taken on last, and nothing of what was undone", () => {
  const log = logOf(20);
  log.add(15, { epoch: 1, from: 14, to: 16 });
  // Step 16 was taken on 12 and 13 before.
  assert.deepEqual(log.windows({ from: 15, to: 16 }), [{ epoch: 1, from: 14, to: 18 }]);
});

test("BatchHistory.windows() knows nothing of steps that are long past, or never were", () => {
  assert.deepEqual(logOf(10_000).windows({ from: 3, to: 5 }), []);
  assert.deepEqual(new BatchHistory().windows({ from: 0, to: 5 }), []);
});
