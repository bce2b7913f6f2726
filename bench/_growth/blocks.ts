import { tf } from "../../deps.ts";
import { type Blueprint, residual } from "../../modules/mod.ts";

/** What `growth()` grows if nothing else is said. */
export const RESIDUAL: Blueprint = residual();

/** A layer that is, from the first step on, what `blueprint` grows in a slot of `shape`. */
export function grownFromTheStart(
  blueprint: Blueprint,
  name: string,
  shape: readonly number[],
): tf.layers.Layer {
  const input = tf.input({ shape: [...shape] });
  return tf.model({ name, inputs: input, outputs: blueprint.build(input, shape) });
}
