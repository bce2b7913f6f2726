import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/**
 * Each element has the gradient of the sum, which is repeated along the reduced axes. tfjs
 * multiplies it by a tensor of ones, which it builds in JavaScript on each call.
 */
export const sumGradient: Gradient = {
  kernelName: "Sum",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved, attributes) => {
    const { shape } = (saved as [tf.Tensor])[0];
    const { axis } = attributes as unknown as { readonly axis: number | number[] };
    return { x: () => repeated(dy as tf.Tensor, shape, axis) };
  },
};

/** The same, divided by the number of elements. */
export const meanGradient: Gradient = {
  kernelName: "Mean",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved, attributes) => {
    const { shape, size } = (saved as [tf.Tensor])[0];
    const { axis } = attributes as unknown as { readonly axis: number | number[] };
    const mean = dy as tf.Tensor;
    return { x: () => repeated(mean.div(size / mean.size), shape, axis) };
  },
};

/** Repeats a reduced tensor along its reduced axes. */
function repeated(dy: tf.Tensor, shape: number[], axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, shape);
  const kept = shape.map((extent, at) => (axes.includes(at) ? 1 : extent));
  const reps = shape.map((extent, at) => (axes.includes(at) ? extent : 1));
  const whole = dy.reshape(kept);
  return reps.every((times) => times === 1) ? whole : tf.tile(whole, reps);
}
