import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/**
 * The gradient of an operand is the sum of products of dy and the other operands, repeated along axes that only the operand
 * has. tfjs has no such gradient.
 */
export const einsumGradient: Gradient = {
  kernelName: "Einsum",
  inputsToSave: [],
  saveAllInputs: true,
  gradientOf: () => (dy, saved, attributes) => {
    const [left, output] = (attributes.equation as string).replaceAll(" ", "").split("->") as [
      string,
      string,
    ];
    const terms = left.split(",");
    return Object.fromEntries(
      terms.map((axes, at) => [
        at,
        () => {
          const others = terms.filter((_, index) => index !== at);
          const operands = saved.filter((_, index) => index !== at);
          const known = [...axes].filter((axis) => [output, ...others].join("").includes(axis));
          const equation = `${[output, ...others].join(",")}->${known.join("")}`;
          const gradient = tf.einsum(equation, dy as tf.Tensor, ...operands);
          return repeated(gradient, [...axes], known, (saved[at] as tf.Tensor).shape);
        },
      ]),
    );
  },
};

/** Repeats a tensor along the axes that it lacks. */
function repeated(
  gradient: tf.Tensor,
  axes: readonly string[],
  known: readonly string[],
  shape: number[],
): tf.Tensor {
  if (known.length === axes.length) return gradient;
  const kept = shape.map((extent, at) => (known.includes(axes[at] as string) ? extent : 1));
  return tf.broadcastTo(gradient.reshape(kept), shape);
}
