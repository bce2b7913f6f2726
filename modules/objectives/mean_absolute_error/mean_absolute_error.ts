import type { ContainerModule } from "../../../deps.ts";
import { bindElementwise } from "../_shared/mod.ts";

/**
 * Mean of |output - target| over all numbers; its gradient is 0 where they are equal. Measures `mse` too.
 *
 * @see `keras.losses.MeanAbsoluteError`, `torch.nn.L1Loss`.
 */
export function meanAbsoluteError(): ContainerModule {
  return bindElementwise({
    name: "mean-absolute-error",
    maker: "meanAbsoluteError",
    losses: (outputs, targets) => outputs.sub(targets).abs(),
    metrics: {
      mse: { better: "lower", values: (outputs, targets) => outputs.squaredDifference(targets) },
    },
  });
}
