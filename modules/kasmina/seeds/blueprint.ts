import type { tf } from "../../../deps.ts";
import type { BlueprintTier } from "../../../proto/mod.ts";

/**
 * Builds seeds of one kind.
 *
 * A provider must: (1) build a network whose output has the shape of its input; (2) draw random numbers only from `Math.random`
 * or a layer's seed, and only while it builds; (3) use no layer that has buffers or behaves
 * differently in training; (4) name each layer that has weights. It should start close to the identity.
 */
export interface Blueprint {
  /** Risk tier. */
  readonly tier: BlueprintTier;
  /** Returns what the blueprint needs if it does not fit an activation of this shape (without the batch axis). */
  misfit(shape: readonly number[]): string | undefined;
  /**
   * Multiply-adds of an example in a forward pass, for an activation of this shape, which it fits. A controller that
   * weighs costs passes over a blueprint that does not tell them.
   */
  multiplyAdds?(shape: readonly number[]): number;
  /** Builds the network and returns its output. */
  build(input: tf.SymbolicTensor, shape: readonly number[]): tf.SymbolicTensor;
}
