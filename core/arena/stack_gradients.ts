import { tf } from "../../deps.ts";
import type { ParameterGroup } from "./parameter_group.ts";

// P = numbers in a parameter group, R = gradients

/** One gradient: a tensor for each variable, or null if it is zero. */
export type Gradient = ReadonlyMap<tf.Variable, tf.Tensor | null>;

/** Gradients as the rows of one matrix, [R, P], each laid out as the group's vector; copied once. */
export function stackGradients(
  { contents }: ParameterGroup,
  gradients: readonly Gradient[],
): tf.Tensor2D {
  const { parameters, layout } = contents;
  if (layout.size === 0) return tf.zeros([gradients.length, 0]);
  return tf.tidy(() => {
    const pieces = gradients.flatMap((gradient) =>
      parameters.map(
        ({ variable }) =>
          gradient.get(variable)?.reshape<tf.Tensor1D>([variable.size]) ??
          tf.zeros<tf.Rank.R1>([variable.size]),
      ),
    );
    return tf.concat1d(pieces).reshape([gradients.length, layout.size]);
  });
}
