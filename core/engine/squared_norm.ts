import { tf } from "../../deps.ts";
import { runFused } from "../ports/run_fused.ts";

/** Sum of the squares of all numbers of `x`; in one pass where the backend has a kernel for it. */
export function squaredNorm(x: tf.Tensor): tf.Scalar {
  if (x.size === 0) return tf.scalar(0);
  const fused = runFused("TolariaSquaredNorm", { x }, {});
  return fused ? fused[0] : x.square().sum();
}
