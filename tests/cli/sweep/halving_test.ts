import assert from "node:assert/strict";
import { test } from "node:test";
import { halvingRungs, survivorCount } from "../../../cli/sweep/halving.ts";

// Each rung is the next one divided by the factor, while there are trials and epochs enough for it.
const RUNGS: readonly (readonly [trials: number, epochs: number, factor: number, number[]])[] = [
  [16, 8, 2, [1, 2, 4, 8]],
  [4, 8, 2, [2, 4, 8]],
  [6, 4, 2, [1, 2, 4]],
  [27, 9, 3, [1, 3, 9]],
  [100, 10, 3, [1, 3, 10]],
  [1, 5, 2, [5]],
  [9, 1, 2, [1]],
];

for (const [trials, epochs, factor, rungs] of RUNGS) {
  test(`halvingRungs() compares ${trials} trials of ${epochs} epochs after ${rungs} by the factor ${factor}`, () => {
    assert.deepEqual(halvingRungs(trials, epochs, factor), rungs);
  });
}

test("survivorCount() rounds up, so that one trial always goes on", () => {
  assert.deepEqual(
    [6, 3, 2, 1, 0].map((trials) => survivorCount(trials, 2)),
    [3, 2, 1, 1, 0],
  );
});
