import type { Slot } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { unsupported } from "./make_weights.ts";

/** Returns a function that records each activation it is shown as a slot, and returns it unchanged. */
export function trySlots(
  seen: Slot[],
  host: string,
): (name: string, activation: tf.Tensor) => tf.Tensor {
  return (name, activation) => {
    if (seen.some((slot) => slot.name === name)) {
      throw unsupported(`slot "${name}" is there twice`, host);
    }
    const shape = activation.shape.slice(1);
    seen.push({ name, shape, depth: seen.length + 1, graft: undefined });
    return activation;
  };
}
