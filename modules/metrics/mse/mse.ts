import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  addWeighted,
  bindRegressionMetric,
  type MetricOptions,
  MetricShape,
  weightedMean,
} from "../_shared/mod.ts";

/** What mse is taken of. */
export type MseOptions = MetricOptions;

const MseSchema = z.strictObject(MetricShape);

/**
 * Mean squared error: the mean of (predicted - target)^2.
 *
 * Targets have the shape of the output; their numbers count alike.
 *
 * @see `sklearn.metrics.mean_squared_error`.
 */
export function mse(options: MseOptions = {}): ContainerModule {
  const checked = parseOptions("make mse", MseSchema, options);
  return bindRegressionMetric(
    {
      base: "mse",
      better: "lower",
      parts: 2,
      add: (sums, at, target, predicted, weight) =>
        addWeighted(sums, at, (predicted - target) ** 2, weight),
      result: weightedMean,
    },
    checked,
  );
}
