import { tf } from "../../deps.ts";
import { joined } from "./flatten.ts";
import type { ParameterGroup } from "./parameter_group.ts";

// P = numbers in a parameter group, R = gradients

/** One gradient: a tensor per variable, or null for zero. */
export type Gradient = ReadonlyMap<tf.Variable, tf.Tensor | null>;

/** Stacks gradients as rows of one matrix, [R, P], in the layout of the group's vector; copies once. */
export function stackGradients(
  { contents }: ParameterGroup,
  gradients: readonly Gradient[],
): tf.Tensor2D {
  const { parameters, layout } = contents;
  if (layout.size === 0) return tf.zeros([gradients.length, 0]);
  return tf.tidy(() => {
    const pieces = gradients.flatMap((gradient) =>
      parameters.map(
        ({ variable }) => gradient.get(variable) ?? tf.zeros<tf.Rank.R1>([variable.size]),
      ),
    );
    return joined(pieces).reshape([gradients.length, layout.size]);
  });
}
