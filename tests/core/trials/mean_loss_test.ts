import assert from "node:assert/strict";
import { test } from "node:test";
import { MeanLoss, sureGainOf } from "../../../core/trials/mean_loss.ts";

test("MeanLoss weighs each step by its examples, and starts over", () => {
  const losses = new MeanLoss();
  losses.add({ metrics: Float32Array.of(1), examples: 3 });
  losses.add({ metrics: Float32Array.of(2), examples: 1 });
  assert.equal(losses.mean, 1.25);
  assert.deepEqual(losses.losses, [1, 2]);
  losses.reset();
  assert.ok(Number.isNaN(losses.mean));
  assert.deepEqual(losses.losses, []);
});

test("sureGainOf() takes two standard errors from the mean of the differences", () => {
  // Differences 1, 0.5, 1 and 0.5: mean 0.75, variance 0.25 / 3, that of the mean 0.25 / 12. Losses are 2.
  const expected = (0.75 - 2 * Math.sqrt(0.25 / 12)) / 2;
  const found = sureGainOf([2, 2, 2, 2], [1, 1.5, 1, 1.5]);
  assert.ok(Math.abs(found - expected) < 1e-15);
  // As many lower as higher: nothing is sure.
  assert.ok(sureGainOf([1, 1, 1, 1], [0.5, 1.5, 0.5, 1.5]) < 0);
  assert.equal(sureGainOf([2, 2], [1, 1]), 0.5);
});

test("sureGainOf() tells nothing of less than two steps, and leaves out steps that the other branch did not take", () => {
  assert.ok(Number.isNaN(sureGainOf([2], [1])));
  assert.ok(Number.isNaN(sureGainOf([], [])));
  assert.equal(sureGainOf([2, 2, 9], [1, 1]), 0.5);
});
