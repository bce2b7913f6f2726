import type { ContainerModule, tf } from "../../../deps.ts";
import { bindElementwise } from "../_shared/mod.ts";

/** Smallest squared length that a vector is divided by the root of, as in Keras. */
const EPSILON = 1e-12;

/**
 * Minus the cosine of the angle between output and target over the last axis: -1 for the same direction, 1 for the
 * opposite one, 0 beside a zero vector; mean over the rows.
 *
 * @see `keras.losses.CosineSimilarity`.
 */
export function cosineSimilarity(): ContainerModule {
  return bindElementwise({
    name: "cosine-similarity",
    maker: "cosineSimilarity",
    rows: true,
    losses: (outputs, targets) => unit(outputs).mul(unit(targets)).sum(-1).neg(),
  });
}

function unit(vectors: tf.Tensor): tf.Tensor {
  return vectors.mul(vectors.square().sum(-1, true).maximum(EPSILON).rsqrt());
}
