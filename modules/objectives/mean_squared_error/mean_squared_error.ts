import { type ContainerModule, tf } from "../../../deps.ts";
import { bindElementwise, MAE } from "../_shared/mod.ts";

/**
 * Mean of (output - target)^2 over all numbers. Measures the mean absolute error, `mae`, too.
 *
 * @see `keras.losses.MeanSquaredError`, `torch.nn.MSELoss`.
 */
export function meanSquaredError(): ContainerModule {
  return bindElementwise({
    name: "mean-squared-error",
    maker: "meanSquaredError",
    losses: (outputs, targets) => tf.squaredDifference(outputs, targets),
    metrics: MAE,
  });
}
