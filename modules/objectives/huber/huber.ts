import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindElementwise, MAE } from "../_shared/mod.ts";

/** Where a square becomes a line. */
export interface HuberOptions {
  /** Difference from which on the loss is linear, greater than 0. @default 1 */
  readonly delta?: number;
}

const HuberSchema: z.ZodType<Required<HuberOptions>> = z.strictObject({
  delta: z.number().positive().default(1),
});

/**
 * A square for small differences e = output - target and a line for large ones, mean over all numbers:
 *
 *     e^2 / 2               if |e| <= delta
 *     delta |e| - delta^2 / 2   else
 *
 * Measures `mae` too.
 *
 * @see Huber 1964, doi:10.1214/aoms/1177703732; `keras.losses.Huber`, `torch.nn.HuberLoss`.
 */
export function huber(options: HuberOptions = {}): ContainerModule {
  const { delta } = parseOptions("make huber", HuberSchema, options);
  return bindElementwise({
    name: "huber",
    maker: "huber",
    options,
    losses: (outputs, targets) => {
      const apart = outputs.sub(targets).abs();
      // With q = min(|e|, delta), both cases are q (|e| - q / 2).
      const near = apart.minimum(delta);
      return near.mul(apart.sub(near.mul(0.5)));
    },
    metrics: MAE,
  });
}
