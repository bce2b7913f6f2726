import type { Slot } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import type { BlueprintTier } from "../../../proto/mod.ts";

/** What goes into the block that a seed grows beside. */
export interface BlockInput {
  /** As the layers of the seed take it. */
  readonly input: tf.SymbolicTensor;
  /** Without the batch axis. */
  readonly shape: readonly number[];
}

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
  /** Whether it grows beside a block, from its input to its output. @default it grows behind one */
  readonly beside?: boolean;
  /**
   * Returns what the blueprint needs if it does not fit an activation of this shape (without the batch axis).
   *
   * @param beside Shape of the input of the block that it grows beside.
   */
  misfit(shape: readonly number[], beside?: readonly number[]): string | undefined;
  /**
   * Multiply-adds of an example in a forward pass, for an activation of this shape, which it fits. A controller that
   * weighs costs passes over a blueprint that does not tell them.
   */
  multiplyAdds?(shape: readonly number[], beside?: readonly number[]): number;
  /**
   * Builds the network and returns its output.
   *
   * @param beside What goes into the block that it grows beside.
   */
  build(input: tf.SymbolicTensor, shape: readonly number[], beside?: BlockInput): tf.SymbolicTensor;
}

/** What a blueprint needs if it does not fit a slot. */
export function misfitOf(
  blueprint: Blueprint,
  { shape, beside }: Pick<Slot, "shape" | "beside">,
): string | undefined {
  if (blueprint.beside && !beside) return "an activation beside a block, and not behind one";
  if (!blueprint.beside && beside) return "an activation behind a block, and not beside one";
  return blueprint.misfit(shape, beside);
}
