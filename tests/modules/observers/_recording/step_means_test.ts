import assert from "node:assert/strict";
import { test } from "node:test";
import { StepMeans } from "../../../../modules/observers/_recording/mod.ts";

/** Steps `from` to `to`, each with its number for its loss. */
function stepsFrom(from: number, to: number) {
  const rows = Array.from({ length: to - from + 1 }, (_, i) => [from + i, 1, from + i, from + i]);
  return { names: [], steps: Float64Array.from(rows.flat()) };
}

test("StepMeans has the mean of every few steps, across messages", () => {
  const means = new StepMeans(2);
  const points = [...means.add(stepsFrom(1, 3)), ...means.add(stepsFrom(4, 4))];
  assert.deepEqual(points, [
    { at: 2, step: 2, values: [["loss", 1.5]] },
    { at: 4, step: 4, values: [["loss", 3.5]] },
  ]);
});

test("StepMeans has twice as many steps in a point after every 4,096 points", () => {
  const means = new StepMeans(10);
  let points = 0;
  for (let from = 1; from <= 1_000_000; from += 1_000) {
    points += [...means.add(stepsFrom(from, from + 999))].length;
  }
  // 4,096 points of 10, 20, 40, 80 steps are 614,400 steps. Of 160: (1,000,000 - 614,400) / 160 = 2,410.
  assert.equal(points, 4 * 4_096 + 2_410);
});
