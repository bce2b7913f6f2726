import { tf } from "../../../deps.ts";

/** Smallest probability that is distinct from 0, as in Keras. */
export const EPSILON = 1e-7;

/**
 * max(x, 0) - x y + log(1 + exp(-|x|)): no exponential of a large number.
 *
 * The gradient is sigmoid(x) - y. It is written out, because the derivatives of max(x, 0) and |x| at 0 do not add up to it.
 */
export function lossesOfLogits(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const losses = tf.customGrad((logits, targets, save) => {
    const [x, y] = [logits as tf.Tensor, targets as tf.Tensor];
    (save as tf.GradSaveFunc)([x, y]);
    return {
      value: x.relu().sub(x.mul(y)).add(x.abs().neg().exp().log1p()),
      gradFunc: (dy: tf.Tensor, [x, y]: tf.Tensor[]) => [
        dy.mul((x as tf.Tensor).sigmoid().sub(y as tf.Tensor)),
        dy.mul((x as tf.Tensor).neg()),
      ],
    };
  });
  return losses(x, y);
}

/** -(y log p + (1 - y) log(1 - p)), with p kept away from 0 and 1. */
export function lossesOfProbabilities(probabilities: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const p = probabilities.clipByValue(EPSILON, 1 - EPSILON);
  const one = tf.scalar(1);
  return y
    .mul(p.log())
    .add(one.sub(y).mul(one.sub(p).log()))
    .neg();
}
