import { tf } from "../../deps.ts";
import { runFused } from "../ports/run_fused.ts";

// R = rows, P = numbers of a gradient

/**
 * w^T J, [P]. The caller disposes it.
 *
 * @param weights_R Weights of the rows, [R]; a row whose weight is 0 has no part in it, even if it is not
 * finite.
 */
export function combineRows(rows_RP: tf.Tensor2D, weights_R: Float64Array): tf.Tensor1D {
  const size = rows_RP.shape[1];
  const used = [...weights_R.keys()].filter((row) => weights_R[row] !== 0);
  if (size === 0 || used.length === 0) return tf.zeros([size]);
  return tf.tidy(() => {
    const w = tf.tensor1d([...weights_R], "float32");
    const fused = runFused("TolariaCombine", { w, x: rows_RP }, {});
    if (fused) return fused[0];
    const all = used.length === weights_R.length;
    const taken = all ? rows_RP : tf.gather(rows_RP, tf.tensor1d(used, "int32"));
    const weights = tf.tensor2d([used.map((row) => weights_R[row] as number)]);
    return tf.matMul(weights, taken).reshape([size]);
  });
}
