import type { ArenaLayout, Segment } from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";
import { nonNegative } from "./rules.ts";

// P = numbers in the parameter group

/** Which weights an optimizer decays, and how much. */
export interface DecayOptions {
  /** Share of a weight that decays per update and unit of learning rate, at least 0. */
  readonly weightDecay?: number;
  /**
   * Which weights decay, by a pattern of names or a function.
   * @default weights of two axes and more, without biases, normalization weights and PReLU slopes
   */
  readonly decays?: RegExp | ((weight: Segment) => boolean);
}

type CheckedDecay = Required<DecayOptions>;

/** Rules of {@link DecayOptions}, to spread into an optimizer's own; `weightDecay` is 0 unless told otherwise. */
export const DecayShape: {
  readonly weightDecay: z.ZodDefault<z.ZodNumber>;
  readonly decays: z.ZodDefault<z.ZodType<CheckedDecay["decays"]>>;
} = {
  weightDecay: nonNegative.default(0),
  decays: z
    .custom<CheckedDecay["decays"]>(
      (value) => typeof value === "function" || value instanceof RegExp,
      "a function or a regular expression",
    )
    .default(() => hasAxes),
};

function hasAxes({ shape }: Segment): boolean {
  return shape.length >= 2;
}

/** The decay of each number, [P], or a scalar if it is the same for all; nothing if no weight decays. */
export function decayConstants(
  { weightDecay, decays }: CheckedDecay,
  layout: ArenaLayout,
): { readonly decay?: tf.Tensor } {
  const { exempt = [] } = layout;
  const decayed = layout.segments.filter((segment) => {
    if (decays === hasAxes && exempt.includes(segment.name)) return false;
    return decays instanceof RegExp ? segment.name.search(decays) >= 0 : decays(segment);
  });
  if (weightDecay === 0 || decayed.length === 0) return {};
  if (decayed.length === layout.segments.length) return { decay: tf.scalar(weightDecay) };
  const values = new Float32Array(layout.size);
  for (const { offset, size } of decayed) values.fill(weightDecay, offset, offset + size);
  return { decay: tf.tensor1d(values) };
}

/** A gradient, or a step for one unit of rate, with the decay in it: g + decay p. */
export function addDecay(
  gradients_P: tf.Tensor1D,
  parameters_P: tf.Tensor1D,
  decay: tf.Tensor | undefined,
): tf.Tensor1D {
  return decay ? gradients_P.add(parameters_P.mul(decay)) : gradients_P;
}

/** Decoupled decay: p - lr decay p. */
export function takeDecay(
  parameters_P: tf.Tensor1D,
  decay: tf.Tensor | undefined,
  learningRate: number,
): tf.Tensor1D {
  return decay ? parameters_P.sub(parameters_P.mul(decay.mul(learningRate))) : parameters_P;
}
