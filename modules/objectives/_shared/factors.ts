import { tf } from "../../../deps.ts";

// S = positions of a batch, [B, ...axes]; w = weights, [B] or [B, T]

/** Whether weights are those of positions, which a 0 masks, and not of whole examples. */
export function masks(weights: tf.Tensor | undefined): weights is tf.Tensor {
  return weights !== undefined && weights.rank > 1;
}

/** `values` with axes of 1 behind its own, up to `rank`. */
function behind(values: tf.Tensor, rank: number): tf.Tensor {
  return values.reshape([...values.shape, ...Array<number>(rank - values.rank).fill(1)]);
}

/**
 * Says which positions count: 1 for those that do, 0 for the masked and the ignored; undefined if all do.
 *
 * @param kept_S 0 for the positions whose target is ignored, of shape `shape`.
 */
export function countedPositions(
  shape: readonly number[],
  weights: tf.Tensor | undefined,
  kept_S: tf.Tensor | undefined,
): tf.Tensor | undefined {
  if (!masks(weights)) return kept_S;
  const unmasked = behind(weights.notEqual(0).cast("float32"), shape.length);
  return kept_S ? kept_S.mul(unmasked) : unmasked.broadcastTo([...shape] as tf.ShapeMap[tf.Rank]);
}

/**
 * What the loss of each position is multiplied by, so that the sum is the batch's mean:
 *
 *     w / S          with weights of examples
 *     w c / sum c    with c of {@link countedPositions}: 1 or 0
 *
 * Where nothing counts, all factors are 0. Undefined if all are 1 / S.
 */
export function lossFactors(
  shape: readonly number[],
  weights: tf.Tensor | undefined,
  kept_S?: tf.Tensor,
): tf.Tensor | undefined {
  const counted_S = countedPositions(shape, weights, kept_S);
  if (!weights && !counted_S) return undefined;
  const weights_S = weights && behind(weights, shape.length);
  if (!counted_S) return weights_S?.div(shape.reduce((size, length) => size * length, 1));
  const shares_S = counted_S.div(counted_S.sum().maximum(1));
  return weights_S ? shares_S.mul(weights_S) : shares_S;
}

/** Mean of `values_S` over the positions that count, without their weights. */
export function countedMean(
  values_S: tf.Tensor,
  weights: tf.Tensor | undefined,
  kept_S?: tf.Tensor,
): tf.Scalar {
  const counted_S = countedPositions(values_S.shape, weights, kept_S);
  if (!counted_S) return values_S.mean();
  return values_S.mul(counted_S).sum().div(counted_S.sum().maximum(1));
}

/** Mean of `losses_S` as {@link lossFactors} says. */
export function meanLoss(
  losses_S: tf.Tensor,
  weights: tf.Tensor | undefined,
  kept_S?: tf.Tensor,
): tf.Scalar {
  const factors_S = lossFactors(losses_S.shape, weights, kept_S);
  return factors_S ? losses_S.mul(factors_S).sum() : losses_S.mean();
}

/** How many positions a batch's means are taken of; undefined if that follows from its examples. */
export function countOf(
  shape: readonly number[],
  weights: tf.Tensor | undefined,
  kept_S?: tf.Tensor,
): tf.Scalar | undefined {
  if (!masks(weights) && !kept_S) return undefined;
  return tf.tidy(() => (countedPositions(shape, weights, kept_S) as tf.Tensor).sum());
}

/** 0 for each target that is `ignore`, else 1; undefined without one. */
export function keptTargets(targets: tf.Tensor, ignore: number | undefined): tf.Tensor | undefined {
  return ignore === undefined ? undefined : targets.notEqual(ignore).cast("float32");
}
