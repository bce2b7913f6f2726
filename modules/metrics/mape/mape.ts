import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  addWeighted,
  bindRegressionMetric,
  type MetricOptions,
  MetricShape,
  weightedMean,
} from "../_shared/mod.ts";

/** What mape is taken of. */
export type MapeOptions = MetricOptions;

const MapeSchema = z.strictObject(MetricShape);

/**
 * Mean absolute error as a share of the target: the mean of |predicted - target| / max(|target|, 2^-52).
 *
 * Targets have the shape of the output; their numbers count alike.
 *
 * @see `sklearn.metrics.mean_absolute_percentage_error`.
 */
export function mape(options: MapeOptions = {}): ContainerModule {
  const checked = parseOptions("make mape", MapeSchema, options);
  return bindRegressionMetric(
    {
      base: "mape",
      better: "lower",
      parts: 2,
      add: (sums, at, target, predicted, weight) =>
        addWeighted(
          sums,
          at,
          Math.abs(predicted - target) / Math.max(Math.abs(target), Number.EPSILON),
          weight,
        ),
      result: weightedMean,
    },
    checked,
  );
}
