import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, tf, z } from "../../../deps.ts";
import { bindTransform } from "../_shared/mod.ts";

/** How large a number of a gradient may be. */
export interface ClipByValueOptions {
  /** Largest magnitude, greater than 0. */
  readonly maxValue: number;
}

const ClipByValueSchema: z.ZodType<ClipByValueOptions> = z.strictObject({
  maxValue: z.number().positive(),
});

/**
 * Cuts each number of the gradients to [-`maxValue`, `maxValue`]. The same as the trainer's setting `clipValue`, at a place
 * among transforms.
 *
 * @see `optax.clip`.
 */
export function clipByValue(options: ClipByValueOptions): ContainerModule {
  const { maxValue } = parseOptions("make clipByValue", ClipByValueSchema, options);
  return bindTransform(() => ({
    name: "clip-by-value",
    options: { maxValue },
    transform: (groups) =>
      groups.map(({ gradients_P }) => tf.clipByValue(gradients_P, -maxValue, maxValue)),
  }));
}
