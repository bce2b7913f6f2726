import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";
import { sumToShape } from "./broadcast.ts";

/** Sums each factor's gradient to its own shape; tfjs throws if the outer axes broadcast. */
export const matmulGradient: Gradient = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradientOf: (stock) => (dy, saved, attributes) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const { a: inA, b: inB } = stock.gradFunc(dy, saved, attributes) as {
      readonly a: () => tf.Tensor;
      readonly b: () => tf.Tensor;
    };
    return { a: () => ofShape(inA(), a.shape), b: () => ofShape(inB(), b.shape) };
  },
};

function ofShape(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.util.arraysEqual(gradient.shape, shape) ? gradient : sumToShape(gradient, shape);
}
