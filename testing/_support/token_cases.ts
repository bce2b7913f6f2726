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
      [2, 5, 7, 4, false],
      [1, 19, 37, 33, false],
      [3, 40, 16, 16, false],
      [2, 1, 1, 3, true],
      [2, 7, 7, 4, true],
      [2, 1, 9, 8, true],
      [3, 40, 40, 16, true],
      [1, 19, 37, 33, true],
      // More than a block of each kernel.
      [1, 130, 270, 5, true],
    ] as const
  ).map(
    ([heads, asking, asked, depth, causal]): KernelCase => ({
      name: `${causal ? "causal " : ""}attention of ${asking} places to ${asked} by ${heads} heads of ${depth}`,
      shapes: [asking, asked, asked].map((places) => [2, places, heads * depth]),
      compute: (...[q, k, v]) =>
        attention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, { heads, causal }),
    }),
  ),
  ...["gelu", "gelu_new", "swish"].map((name): KernelCase => {
    const layer = tf.layers.activation({ activation: name as "relu" });
    return {
      name: `activation ${name}`,
      shapes: [[3, 7]],
      compute: (x) => layer.call(x as tf.Tensor, {}) as tf.Tensor,
    };
  }),
];
