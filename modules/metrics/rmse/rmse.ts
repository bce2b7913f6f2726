import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  addWeighted,
  bindRegressionMetric,
  type MetricOptions,
  MetricShape,
  weightedMean,
} from "../_shared/mod.ts";

/** What rmse is taken of. */
export type RmseOptions = MetricOptions;

const RmseSchema = z.strictObject(MetricShape);

/**
 * Root of the mean squared error, of each number of the output by itself and then averaged.
 *
 * Targets have the shape of the output; their numbers count alike.
 *
 * @see `sklearn.metrics.root_mean_squared_error`.
 */
export function rmse(options: RmseOptions = {}): ContainerModule {
  const checked = parseOptions("make rmse", RmseSchema, options);
  return bindRegressionMetric(
    {
      base: "rmse",
      better: "lower",
      parts: 2,
      add: (sums, at, target, predicted, weight) =>
        addWeighted(sums, at, (predicted - target) ** 2, weight),
      result: (sums, at) => Math.sqrt(weightedMean(sums, at)),
    },
    checked,
  );
}
