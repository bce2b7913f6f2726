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

/**
 * Euclidean norm of `x`, of which `square` was read as the sum of the squares.
 *
 * If that left the range of float32 although no number of `x` did, which begins at norms of 1.8e19, the norm is
 * made again in scaled arithmetic, max |x| * |x / max |x||, with two more reads from the device.
 */
export function normOf(square: number, x: tf.Tensor): number {
  const lost = square === Number.POSITIVE_INFINITY || (square > 0 && square < LEAST_SQUARE);
  if (!lost) return Math.sqrt(square);
  return tf.tidy(() => {
    const largest = x.abs().max().dataSync<"float32">()[0] as number;
    if (!Number.isFinite(largest)) return largest;
    // Times a power of two first, as 1 / 1e-39 is no float32.
    const power = 2 ** -Math.floor(Math.log2(largest));
    const [half, rest] = power > 1 ? [2 ** 64, power / 2 ** 64] : [2 ** -64, power * 2 ** 64];
    const scaled = x.mul(half).mul(rest);
    return Math.sqrt(squaredNorm(scaled).dataSync<"float32">()[0] as number) / power;
  });
}
