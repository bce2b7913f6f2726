import assert from "node:assert/strict";
import { test } from "node:test";
import { resized } from "../../../core/optimizers/resize.ts";

const matrix = Float32Array.of(1, 2, 3, 4, 5, 6); // [[1, 2, 3], [4, 5, 6]]
const of = (to: number[], share = 1) => [...resized(matrix, [2, 3], to, share)];

test("resized() continues an axis by the mean along it", () => {
  // Columns mean 2.5, 3.5, 4.5.
  assert.deepEqual(of([3, 3]), [1, 2, 3, 4, 5, 6, 2.5, 3.5, 4.5]);
  // Rows mean 2, 5.
  assert.deepEqual(of([2, 4]), [1, 2, 3, 2, 4, 5, 6, 5]);
});

test("resized() continues one axis after the other", () => {
  // First [3, 3] as above, then each row by its mean: 2, 5, 3.5.
  assert.deepEqual(of([3, 4]), [1, 2, 3, 2, 4, 5, 6, 5, 2.5, 3.5, 4.5, 3.5]);
});

test("resized() fills longer axes with a share of the mean when requested", () => {
  const [, , , fourth] = of([2, 4], 0.1);
  assert.ok(Math.abs((fourth as number) - 0.2) < 1e-7);
});

test("resized() cuts an axis that is shorter", () => {
  assert.deepEqual(of([1, 3]), [1, 2, 3]);
  assert.deepEqual(of([2, 2]), [1, 2, 4, 5]);
});

test("resized() cuts one axis and continues another", () => {
  // Cut to [[1, 2, 3]], whose mean is 2.
  assert.deepEqual(of([1, 4]), [1, 2, 3, 2]);
});
