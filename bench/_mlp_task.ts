import { tf } from "../deps.ts";
import { CLASSES, readDigits } from "./_digits.ts";
import type { BenchTask } from "./_task.ts";

const WIDTHS = [784, 512, 256, CLASSES];

type Weights = [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D];

/** A perceptron with half a million weights. */
export const mlpTask: BenchTask = {
  name: ["mlp", ...WIDTHS].join("-"),
  shape: [784],
  batch: 128,
  classes: CLASSES,
  examples: readDigits,
  model: (end) => {
    const layers = WIDTHS.slice(1).map((units, index) =>
      tf.layers.dense({
        units,
        activation: index < WIDTHS.length - 2 ? "relu" : end,
        ...(index === 0 && { inputShape: [784] }),
      }),
    );
    return tf.sequential({ layers });
  },
  weights: () =>
    WIDTHS.slice(1).flatMap((units, index) => [
      tf.variable(tf.randomNormal([WIDTHS[index] as number, units], 0, 0.05, "float32", index)),
      tf.variable(tf.zeros([units])),
    ]),
  logits: (x, weights) => {
    const [w1, b1, w2, b2, w3, b3] = weights as unknown as Weights;
    const h1 = (x as tf.Tensor2D).matMul(w1).add(b1).relu() as tf.Tensor2D;
    const h2 = h1.matMul(w2).add(b2).relu() as tf.Tensor2D;
    return h2.matMul(w3).add(b3);
  },
};
