import { type OptimizerState, wholePower } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { lerp } from "./lerp.ts";

// P = numbers in the parameter group

/** What Adam makes of a gradient. */
interface AdamStep {
  readonly m: tf.Tensor1D;
  readonly v: tf.Tensor1D;
  /** `scale` mhat / (sqrt(vhat) + epsilon), [P]. */
  readonly step_P: tf.Tensor1D;
}

/**
 * Moves both moments and makes the step of them, as the `count`-th update. Call it within `tf.tidy`.
 *
 *     m <- m + (1 - beta1) (g - m)
 *     v <- v + (1 - beta2) (g^2 - v)
 *     step = scale mhat / (sqrt(vhat) + epsilon),  mhat = m / (1 - beta1^t),  vhat = v / (1 - beta2^t)
 *
 * Both bias corrections are folded into two numbers, so that the vectors are passed over as few times as
 * the kernels allow: with c = sqrt(1 - beta2^t), mhat / (sqrt(vhat) + epsilon) is
 * c / (1 - beta1^t) m / (sqrt(v) + c epsilon).
 */
export function adamStep(
  gradients_P: tf.Tensor1D,
  slots: OptimizerState["slots"],
  options: { readonly beta1: number; readonly beta2: number; readonly epsilon: number },
  count: number,
  scale: number,
): AdamStep {
  const { beta1, beta2, epsilon } = options;
  const c = Math.sqrt(1 - wholePower(beta2, count));
  const m = lerp(slots.m as tf.Tensor1D, gradients_P, 1 - beta1);
  const v = lerp(slots.v as tf.Tensor1D, gradients_P.mul(gradients_P), 1 - beta2);
  const step_P = m
    .mul<tf.Tensor1D>((scale * c) / (1 - wholePower(beta1, count)))
    .div<tf.Tensor1D>(v.sqrt().add(c * epsilon));
  return { m, v, step_P };
}
