import { tf } from "../../deps.ts";
import { runFused } from "../ports/run_fused.ts";

/** Sum of the squares of all numbers of `x`; in one pass if the backend has a kernel for it. */
export function squaredNorm(x: tf.Tensor): tf.Scalar {
  if (x.size === 0) return tf.scalar(0);
  const fused = runFused("TolariaSquaredNorm", { x }, {});
  return fused ? fused[0] : x.square().sum();
}

/** A square below this has lost digits to the end of float32's range. */
const LEAST_SQUARE = 2 ** -100;

/** Whether a sum of squares left the range of float32, although no number that was squared need have. */
export function isLost(square: number): boolean {
  return square === Number.POSITIVE_INFINITY || (square > 0 && square < LEAST_SQUARE);
}

/**
 * Euclidean norm of `x`, of which `square` was read as the sum of the squares.
 *
 * If that left the range of float32 although no number of `x` did, which begins at norms of 1.8e19, `x` itself is read,
 * and its norm made in double precision, in which the square of any float32 number fits.
 */
export function normOf(square: number, x: tf.Tensor): number {
  if (!isLost(square)) return Math.sqrt(square);
  let sum = 0;
  for (const value of x.dataSync<"float32">()) sum += value * value;
  return Math.sqrt(sum);
}
