import assert from "node:assert/strict";
import { tf } from "../../deps.ts";

/** Runs `work`, and fails if it leaves tensors behind or takes some away. */
export function leavesNoTensors<T>(work: () => T): T {
  const before = tf.memory().numTensors;
  const result = work();
  assert.equal(tf.memory().numTensors - before, 0, "tensors left behind");
  return result;
}

/** Numbers of a tensor; disposes it. */
export function take(tensor: tf.Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

/** Fails unless every number is within `tolerance` of the other, relative to what is larger than 1. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = "values",
): void {
  assert.equal(actual.length, expected.length, `${what}: another number of them`);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    const error = Math.abs(a - b) / Math.max(1, Math.abs(b));
    assert.ok(error <= tolerance, `${what}[${i}] is ${a}, expected ${b} within ${tolerance}`);
  }
}
