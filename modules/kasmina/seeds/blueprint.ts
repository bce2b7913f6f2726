import type { tf } from "../../../deps.ts";
import type { BlueprintTier } from "../../../proto/mod.ts";

/**
 * Builds seeds of one kind.
 *
 * A provider must: (1) build a network whose output has the shape of its input; (2) draw random numbers by `Math.random`
 * or from the seed of a layer only, and only while it is built; (3) use no layer that has buffers or behaves
 * differently in training; (4) name each layer that has weights. It should begin close to the identity.
 */
export interface Blueprint {
  /** How much it may risk. */
  readonly tier: BlueprintTier;
  /** Why it does not fit an activation of this shape, without the batch axis; undefined if it does. */
  misfit(shape: readonly number[]): string | undefined;
  /** What it makes of `input`. */
  build(input: tf.SymbolicTensor, shape: readonly number[]): tf.SymbolicTensor;
}
