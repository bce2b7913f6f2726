import assert from "node:assert/strict";
import { test } from "node:test";
import { StepThinner } from "../../../../modules/observers/_runs/step_thinner.ts";

const rowOf = (step: number, loss = step) => ({
  step,
  epoch: 1,
  at_ms: 10 * step,
  loss,
  values: [2 * loss],
});

test("StepThinner keeps every step while there are fewer than its limit", () => {
  const thinner = new StepThinner(4);
  for (const step of [1, 2, 3]) assert.notEqual(thinner.add(rowOf(step)), "merged");
  assert.deepEqual(
    thinner.points.map(({ step, loss, values }) => [step, loss, values[0]]),
    [
      [1, 1, 2],
      [2, 2, 4],
      [3, 3, 6],
    ],
  );
});

test("StepThinner merges neighbors at its limit, with their mean and range", () => {
  const thinner = new StepThinner(4);
  const outcomes = [1, 2, 3, 4, 5].map((step) => thinner.add(rowOf(step)));
  assert.equal(outcomes[3], "merged");
  assert.equal(thinner.every, 2);
  // Steps 1 and 2, 3 and 4, and the open one, 5.
  assert.deepEqual(
    thinner.points.map((point) => [point.step, point.count, point.loss]),
    [
      [2, 2, 1.5],
      [4, 2, 3.5],
      [5, 1, 5],
    ],
  );
  assert.deepEqual([thinner.points[1]?.loss_min, thinner.points[1]?.loss_max], [3, 4]);
});

test("StepThinner never holds more points than its limit, and the mean of all is that of the steps", () => {
  const thinner = new StepThinner(8);
  const steps = 1_000;
  for (let step = 1; step <= steps; step++) {
    thinner.add(rowOf(step));
    assert.ok(thinner.points.length <= 8);
  }
  const sum = thinner.points.reduce((total, { loss, count }) => total + (loss ?? 0) * count, 0);
  // 1 + 2 + ... + 1000.
  assert.ok(Math.abs(sum - (steps * (steps + 1)) / 2) < 1e-6);
  assert.equal(thinner.points.at(-1)?.step, steps);
});

test("StepThinner leaves what is not finite out of a mean", () => {
  const thinner = new StepThinner(2);
  thinner.add(rowOf(1, Number.NaN));
  thinner.add(rowOf(2, 6));
  assert.deepEqual(
    thinner.points.map(({ loss, loss_min, values }) => [loss, loss_min, values[0]]),
    [[6, 6, 12]],
  );
});
