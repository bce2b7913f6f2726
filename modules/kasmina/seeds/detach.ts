import type { SeedOutput } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

/** Returns `computed` and a copy of it that stops gradients, as `detach` of PyTorch does. */
export function detach(computed: tf.Tensor): SeedOutput {
  // For the gradient, an operation without inputs. A reshape to the same shape copies nothing.
  const constant = tf.customGrad(() => ({
    value: computed.reshape(computed.shape),
    gradFunc: () => [],
  }));
  return { computed, seen: constant() };
}
