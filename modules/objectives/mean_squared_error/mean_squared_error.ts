import { type Column, type Host, OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { checkSameShape, onlyPair } from "../_shared/mod.ts";

const MEAN_SQUARED_ERROR: Objective = {
  name: "mean-squared-error",
  metrics: [{ name: "mae", better: "lower" }],
  check: (host: Host, targets: readonly Column[]) =>
    checkSameShape("meanSquaredError", onlyPair("meanSquaredError", host, targets)),
  loss: ([outputs], [targets]) =>
    tf.squaredDifference(outputs as tf.Tensor, targets as tf.Tensor).mean(),
  computeMetrics: ([outputs], [targets]) => [
    (outputs as tf.Tensor)
      .sub(targets as tf.Tensor)
      .abs()
      .mean(),
  ],
};

/** Mean of (output - target)^2 over all numbers. Measures the mean absolute error, `mae`, too. */
export function meanSquaredError(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(MEAN_SQUARED_ERROR);
  });
}
