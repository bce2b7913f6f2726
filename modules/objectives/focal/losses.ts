import { tf } from "../../../deps.ts";
import { EPSILON, lossesOfLogits, lossesOfProbabilities } from "../_shared/mod.ts";
import type { CheckedFocalOptions } from "./options.ts";

// R = rows, C = classes

type Shape = Pick<CheckedFocalOptions, "gamma" | "fromLogits">;

/** (1 - p)^gamma -log p of yes and no, each with the probability p of its target. */
export function binaryFocalLosses(
  outputs: tf.Tensor,
  targets: tf.Tensor,
  { gamma, fromLogits }: Shape,
): tf.Tensor {
  const losses = fromLogits
    ? lossesOfLogits(outputs, targets)
    : lossesOfProbabilities(outputs, targets);
  const p = fromLogits ? outputs.sigmoid() : outputs;
  const one = tf.scalar(1);
  // 1 - p of the target: p where that is no.
  const missing = targets.mul(one.sub(p)).add(one.sub(targets).mul(p));
  return losses.mul(power(missing, gamma));
}

/** sum_c targets_c (1 - p_c)^gamma -log p_c of each row, [R]. */
export function categoricalFocalLosses(
  outputs_RC: tf.Tensor2D,
  targets_RC: tf.Tensor2D,
  { gamma, fromLogits }: Shape,
): tf.Tensor1D {
  const logs_RC = fromLogits
    ? outputs_RC.logSoftmax()
    : outputs_RC.clipByValue(EPSILON, 1 - EPSILON).log();
  const missing_RC = tf.scalar(1).sub(fromLogits ? logs_RC.exp() : outputs_RC);
  return targets_RC.mul(logs_RC).mul(power(missing_RC, gamma)).sum<tf.Tensor1D>(-1).neg();
}

/** `missing` to the power of `gamma`, away from 0, where powers below 1 have no derivative. */
function power(missing: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 0) return tf.scalar(1);
  return gamma === 1 ? missing : missing.maximum(EPSILON).pow(gamma);
}
