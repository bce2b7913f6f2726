import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/**
 * 0, as tfjs has it for `GreaterEqual` alone: a layer that compares, such as a thresholded ReLU, cannot be trained without
 * one.
 */
export const comparisonGradients: readonly Gradient[] = [
  "Equal",
  "Greater",
  "Less",
  "LessEqual",
  "NotEqual",
].map((kernelName) => ({
  kernelName,
  inputsToSave: ["a", "b"],
  gradientOf: () => (_dy, saved) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    return { a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) };
  },
}));
