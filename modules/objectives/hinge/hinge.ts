import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, type tf, z } from "../../../deps.ts";
import { bindElementwise } from "../_shared/mod.ts";

/** How hinges are taken. */
export interface HingeOptions {
  /** Whether the loss is the square of the hinge. @default false */
  readonly squared?: boolean;
}

const HingeSchema: z.ZodType<Required<HingeOptions>> = z.strictObject({
  squared: z.boolean().default(false),
});

/**
 * Asks each output for the sign of its target, with a margin of 1: max(0, 1 - y output), mean over all numbers.
 *
 * Targets are 1 for yes, and 0 or -1 for no, which count as y = -1. Measures `accuracy` too.
 *
 * @see `keras.losses.Hinge`, `keras.losses.SquaredHinge`.
 */
export function hinge(options: HingeOptions = {}): ContainerModule {
  const { squared } = parseOptions("make hinge", HingeSchema, options);
  return bindElementwise({
    name: squared ? "squared-hinge" : "hinge",
    maker: "hinge",
    options,
    losses: (outputs, targets) => {
      const missing = outputs.mul(signs(targets)).neg().add(1).relu();
      return squared ? missing.square() : missing;
    },
    metrics: {
      accuracy: {
        better: "higher",
        values: (outputs, targets) => outputs.greater(0).equal(targets.greater(0)).cast("float32"),
      },
    },
  });
}

/** 1 above 0, else -1. */
function signs(targets: tf.Tensor): tf.Tensor {
  return targets.greater(0).cast("float32").mul(2).sub(1);
}
