import { offersFused, runFused } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

// B = rows, C = classes

/** Smallest probability that is distinct from 0, as in Keras. */
const EPSILON = 1e-7;

/**
 * Cross-entropy of logits with the gradient in closed form: (softmax(logits) - targets) / B.
 *
 * @param logits_BC Any numbers, [B, C]; the largest of a row is taken off first, so none overflows.
 * @param targets_BC A distribution a row, [B, C].
 * @returns Mean over the rows, a scalar.
 */
export function crossEntropyOfLogits(logits_BC: tf.Tensor2D, targets_BC: tf.Tensor2D): tf.Scalar {
  const rows = logits_BC.shape[0];
  const op = tf.customGrad((logits, targets, save) => {
    const shifted_BC = (logits as tf.Tensor).sub((logits as tf.Tensor).max(-1, true));
    const logs_BC = shifted_BC.sub(shifted_BC.exp().sum(-1, true).log());
    (save as tf.GradSaveFunc)([logs_BC, targets as tf.Tensor]);
    return {
      value: logs_BC
        .mul(targets as tf.Tensor)
        .sum()
        .mul(-1 / rows),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [logs, rowsOf] = saved as [tf.Tensor, tf.Tensor];
        // Targets are data: the second gradient is asked for by nobody.
        return [
          logs
            .exp()
            .sub(rowsOf)
            .mul(dy.mul(1 / rows)),
          tf.zerosLike(rowsOf),
        ];
      },
    };
  });
  return op(logits_BC, targets_BC) as tf.Scalar;
}

/**
 * Computes the same with one kernel, or returns undefined if the backend offers none.
 *
 * @param targets A distribution a row, [B, C], or class numbers, [B].
 */
export function fusedCrossEntropy(
  logits_BC: tf.Tensor2D,
  targets: tf.Tensor1D | tf.Tensor2D,
): tf.Scalar | undefined {
  if (!offersFused("TolariaCrossEntropy")) return undefined;
  const op = tf.customGrad((logits, save) => {
    const inputs = { logits: logits as tf.Tensor2D, targets };
    const [value, gradient_BC] = runFused("TolariaCrossEntropy", inputs, {}) as [
      tf.Scalar,
      tf.Tensor,
    ];
    (save as tf.GradSaveFunc)([gradient_BC]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        (saved as tf.Tensor).mul(dy.mul(1 / logits_BC.shape[0])),
    };
  });
  return op(logits_BC) as tf.Scalar;
}

/**
 * Cross-entropy of probabilities, which are kept away from 0 and 1 by 1e-7.
 *
 * @param probabilities_BC A distribution a row, [B, C].
 * @param targets_BC A distribution a row, [B, C].
 * @returns Mean over the rows, a scalar.
 */
export function crossEntropyOfProbabilities(
  probabilities_BC: tf.Tensor2D,
  targets_BC: tf.Tensor2D,
): tf.Scalar {
  const logs_BC = probabilities_BC.clipByValue(EPSILON, 1 - EPSILON).log();
  return logs_BC
    .mul(targets_BC)
    .sum()
    .mul(-1 / probabilities_BC.shape[0]);
}

/**
 * Cross-entropy of logits, each row times its factor: sum_b factor_b sum_c -targets_bc log softmax(logits)_bc, with the
 * gradient factor_b (softmax(logits) - targets).
 *
 * @param targets_BC A distribution a row, [B, C].
 * @param factors_B Of each row, [B]. What weighs nothing sends back nothing, whatever its logits.
 */
export function weightedCrossEntropyOfLogits(
  logits_BC: tf.Tensor2D,
  targets_BC: tf.Tensor2D,
  factors_B: tf.Tensor1D,
): tf.Scalar {
  const op = tf.customGrad((logits, save) => {
    const shifted_BC = (logits as tf.Tensor).sub((logits as tf.Tensor).max(-1, true));
    const logs_BC = shifted_BC.sub(shifted_BC.exp().sum(-1, true).log());
    (save as tf.GradSaveFunc)([logs_BC, targets_BC, factors_B]);
    return {
      value: logs_BC.mul(targets_BC).sum(-1).mul(factors_B).sum().neg(),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [logs, targets, factors] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return logs.exp().sub(targets).mul(factors.mul(dy).expandDims(-1));
      },
    };
  });
  return op(logits_BC) as tf.Scalar;
}

/** The same of probabilities, which are kept away from 0 and 1 by 1e-7. */
export function weightedCrossEntropyOfProbabilities(
  probabilities_BC: tf.Tensor2D,
  targets_BC: tf.Tensor2D,
  factors_B: tf.Tensor1D,
): tf.Scalar {
  const logs_BC = probabilities_BC.clipByValue(EPSILON, 1 - EPSILON).log();
  return logs_BC.mul(targets_BC).sum(-1).mul(factors_B).sum<tf.Scalar>().neg();
}
