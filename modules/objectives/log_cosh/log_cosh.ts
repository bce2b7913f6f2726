import type { ContainerModule } from "../../../deps.ts";
import { bindElementwise, MAE } from "../_shared/mod.ts";

/**
 * Mean of log(cosh(output - target)) over all numbers: nearly e^2 / 2 for small differences, |e| - log 2 for large ones.
 *
 * Computed as |e| + log(1 + exp(-2 |e|)) - log 2, in which no exponential overflows. Measures `mae` too.
 *
 * @see `keras.losses.LogCosh`.
 */
export function logCosh(): ContainerModule {
  return bindElementwise({
    name: "log-cosh",
    maker: "logCosh",
    losses: (outputs, targets) => {
      const apart = outputs.sub(targets);
      return apart.add(apart.mul(-2).softplus()).sub(Math.LN2);
    },
    metrics: MAE,
  });
}
