import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/**
 * Equals share the gradient, as in TensorFlow and PyTorch's `amax()`; tfjs gives it to each of them in full.
 *
 * dx_i = dy [x_i = y] / count(x = y)
 */
function extremeGradient(kernelName: "Max" | "Min"): Gradient {
  return {
    kernelName,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradientOf: () => (dy, saved, attributes) => {
      const [x, y] = saved as [tf.Tensor, tf.Tensor];
      // Without axes, tfjs reduces all.
      const { reductionIndices, axis = reductionIndices } = attributes as {
        readonly axis?: number | number[];
        readonly reductionIndices?: number | number[];
      };
      const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
      const kept = x.shape.map((extent, at) => (axes.includes(at) ? 1 : extent));
      return {
        x: () => {
          const selected = x.equal(y.reshape(kept)).cast("float32");
          return selected.mul((dy as tf.Tensor).reshape(kept).div(selected.sum(axes, true)));
        },
      };
    },
  };
}

export const extremeGradients: readonly Gradient[] = [
  extremeGradient("Max"),
  extremeGradient("Min"),
];
