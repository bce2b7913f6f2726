import { tf } from "../../deps.ts";
import type { KernelCase } from "./kernel_cases.ts";

const SHAPE = [2, 3, 19];

/** The last axis, which is a kernel of its own where a backend has it, and another. */
const AXES = [2, 1];

type Weights = { readonly gamma?: tf.Tensor; readonly beta?: tf.Tensor };

/** What tfjs's layer makes of `x`, with tensors in the place of its variables. */
export function layerNormalized(x: tf.Tensor, axis: number, weights: Weights): tf.Tensor {
  const [scale, center] = [weights.gamma !== undefined, weights.beta !== undefined];
  const layer = tf.layers.layerNormalization({ axis, scale, center });
  const read = Object.entries(weights).map(([name, tensor]) => [name, { read: () => tensor }]);
  const built = { axis: [axis], gamma: null, beta: null, ...Object.fromEntries(read) };
  return Object.assign(layer, built).call(x, {}) as tf.Tensor;
}

export const NORMALIZATIONS: readonly KernelCase[] = [
  {
    name: "batch norm",
    shapes: [[4, 3, 3, 2], [2], [2]],
    compute: (x, scale, offset) => {
      const { mean, variance } = tf.moments(x as tf.Tensor, [0, 1, 2]);
      return tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        1e-3,
      );
    },
  },
  ...AXES.map((axis) => ({
    name: `layer normalization over axis ${axis}`,
    shapes: [SHAPE, [SHAPE[axis] as number], [SHAPE[axis] as number]],
    compute: (...[x, gamma, beta]: tf.Tensor[]) =>
      layerNormalized(x as tf.Tensor, axis, { gamma, beta } as Weights),
  })),
  ...AXES.map((axis) => ({
    name: `gradient of a layer normalization over axis ${axis}`,
    shapes: [SHAPE, SHAPE, [SHAPE[axis] as number]],
    compute: (...[x, dy, gamma]: tf.Tensor[]) =>
      tf.grad((x: tf.Tensor) =>
        layerNormalized(x, axis, { gamma, beta: tf.zerosLike(gamma as tf.Tensor) } as Weights),
      )(x as tf.Tensor, dy),
  })),
];
