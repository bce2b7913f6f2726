import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  addWeighted,
  bindRegressionMetric,
  type MetricOptions,
  MetricShape,
  weightedMean,
} from "../_shared/mod.ts";

/** What mae is taken of. */
export type MaeOptions = MetricOptions;

const MaeSchema = z.strictObject(MetricShape);

/**
 * Mean absolute error: the mean of |predicted - target|.
 *
 * Targets have the shape of the output; their numbers count alike.
 *
 * @see `sklearn.metrics.mean_absolute_error`.
 */
export function mae(options: MaeOptions = {}): ContainerModule {
  const checked = parseOptions("make mae", MaeSchema, options);
  return bindRegressionMetric(
    {
      base: "mae",
      better: "lower",
      parts: 2,
      add: (sums, at, target, predicted, weight) =>
        addWeighted(sums, at, Math.abs(predicted - target), weight),
      result: weightedMean,
    },
    checked,
  );
}
