import { tf } from "../../deps.ts";

/** What the constructor of a layer takes. */
export type LayerArguments = ConstructorParameters<typeof tf.layers.Layer>[0];

/** The distribution that GPT-2's weights start from. @see Radford et al. 2019, the code of GPT-2. */
export const STANDARD_DEVIATION = 0.02;

/** Draws weights as GPT-2 does; `scale` is a factor of the deviation. */
export function normalInitializer(scale = 1): ReturnType<typeof tf.initializers.randomNormal> {
  return tf.initializers.randomNormal({ mean: 0, stddev: STANDARD_DEVIATION * scale });
}

/** The only input. */
export function firstOf(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
}

/** Checks that an option is a whole number of at least 1. @throws {RangeError} */
export function checkWhole(name: string, value: unknown, action: string): number {
  if (Number.isInteger(value) && (value as number) >= 1) return value as number;
  throw new RangeError(
    `"${name}" must be a whole number of at least 1, but is ${value}. Cannot ${action}.`,
  );
}
