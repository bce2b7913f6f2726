import assert from "node:assert/strict";
import { test } from "node:test";
import { Moments } from "../../../../modules/data/_preparation/moments.ts";

test("Moments has the deviation of numbers far from 0", () => {
  const moments = new Moments();
  // Deviation of -1, 0, 1: sqrt(2 / 3). The naive sum of squares in doubles gives 0 or NaN here.
  for (const value of [1e9 - 1, 1e9, 1e9 + 1]) moments.add(value);
  const { mean, deviation } = moments.result();
  assert.equal(mean, 1e9);
  assert.ok(Math.abs(deviation - Math.sqrt(2 / 3)) < 1e-15);
});

test("Moments has a deviation of exactly 0 when nothing varies", () => {
  const moments = new Moments();
  for (let at = 0; at < 1000; at++) moments.add(0.1);
  assert.deepEqual(moments.result(), { mean: 0.1, deviation: 0, min: 0.1, max: 0.1 });
});

test("Moments counts numbers that take the place of missing ones", () => {
  const moments = new Moments();
  moments.add(1);
  moments.add(3);
  // 1, 3, 5, 5: mean 3.5, squared distances 6.25 + 0.25 + 2.25 + 2.25 = 11, 11 / 4 = 2.75
  const { mean, deviation, max } = moments.result(2, 5);
  assert.deepEqual([mean, deviation, max], [3.5, Math.sqrt(2.75), 5]);
});
