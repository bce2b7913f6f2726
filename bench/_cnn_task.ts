import { tf } from "../deps.ts";
import { CLASSES, readDigits } from "./_digits.ts";
import type { BenchTask } from "./_task.ts";

const FILTERS = [16, 32];
const UNITS = 64;
/** Numbers of an image after two poolings of 2 x 2. */
const FLAT = 7 * 7 * 32;

/** Two convolutions with poolings, and two dense layers. */
export const cnnTask: BenchTask = {
  name: ["cnn-28x28", ...FILTERS, UNITS, CLASSES].join("-"),
  shape: [28, 28, 1],
  batch: 128,
  classes: CLASSES,
  examples: readDigits,
  model: (end) => {
    const convolutions = FILTERS.flatMap((filters, index) => [
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        ...(index === 0 && { inputShape: [28, 28, 1] }),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
    ]);
    return tf.sequential({
      layers: [
        ...convolutions,
        tf.layers.flatten(),
        tf.layers.dense({ units: UNITS, activation: "relu" }),
        tf.layers.dense({ units: CLASSES, activation: end }),
      ],
    });
  },
  weights: () => {
    const shapes = [[3, 3, 1, 16], [16], [3, 3, 16, 32], [32], [FLAT, UNITS], [UNITS]];
    return [...shapes, [UNITS, CLASSES], [CLASSES]].map((shape, index) =>
      tf.variable(
        shape.length === 1 ? tf.zeros(shape) : tf.randomNormal(shape, 0, 0.05, "float32", index),
      ),
    );
  },
  logits: (x, weights) => {
    const [f1, c1, f2, c2, w1, b1, w2, b2] = weights as unknown as [
      ...[tf.Tensor4D, tf.Tensor1D, tf.Tensor4D, tf.Tensor1D],
      ...[tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D],
    ];
    const h1 = convolve(x as tf.Tensor4D, f1, c1);
    const flat = convolve(h1, f2, c2).reshape<tf.Tensor2D>([-1, FLAT]);
    const h2 = flat.matMul(w1).add(b1).relu() as tf.Tensor2D;
    return h2.matMul(w2).add(b2);
  },
};

function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  return tf.maxPool(x.conv2d(filter, 1, "same").add(bias).relu() as tf.Tensor4D, 2, 2, "valid");
}
