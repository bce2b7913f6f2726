import { tf } from "../../deps.ts";
import { attention } from "../../modules/mod.ts";
import type { KernelCase } from "./kernel_cases.ts";

/** What tfjs's dense layer makes of `x`, with tensors in the place of its variables. */
function densely(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const layer = tf.layers.dense({ units: kernel.shape.at(-1) as number, activation: "relu" });
  const weights = { kernel: { read: () => kernel }, bias: { read: () => bias } };
  return Object.assign(layer as tf.layers.Layer, weights).call(x, {}) as tf.Tensor;
}

/** A dense layer on each token of sequences, its gradient, which is differentiated again, and attention. */
export const TOKEN_CASES: readonly KernelCase[] = [
  {
    name: "a dense layer",
    shapes: [[2, 3, 4], [4, 19], [19]],
    compute: (...[x, kernel, bias]) =>
      densely(x as tf.Tensor, kernel as tf.Tensor, bias as tf.Tensor),
  },
  {
    name: "gradient of a dense layer",
    shapes: [
      [2, 3, 4],
      [2, 3, 19],
      [4, 19],
    ],
    compute: (...[x, dy, kernel]) =>
      tf.grad((x: tf.Tensor) => densely(x, kernel as tf.Tensor, tf.zeros([19])).square())(
        x as tf.Tensor,
        dy,
      ),
  },
  ...(
    [
      [2, 5, 7, 4],
      [1, 19, 37, 33],
      [3, 40, 16, 16],
    ] as const
  ).map(
    ([heads, asking, asked, depth]): KernelCase => ({
      name: `attention of ${asking} places to ${asked} by ${heads} heads of ${depth}`,
      shapes: [asking, asked, asked].map((places) => [2, places, heads * depth]),
      compute: (...[q, k, v]) =>
        attention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, { heads }),
    }),
  ),
];
