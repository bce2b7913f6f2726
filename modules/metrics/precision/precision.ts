import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  type AverageOptions,
  AverageShape,
  bindClassMetric,
  type ClassMetricOptions,
  ClassMetricShape,
  checkAverage,
  classCounts,
  ratio,
} from "../_shared/mod.ts";

/** What precision is taken of, and how classes are averaged. */
export interface PrecisionOptions extends ClassMetricOptions, AverageOptions {}

const PrecisionSchema = z.strictObject({ ...ClassMetricShape, ...AverageShape });

/**
 * Share of the rows that were taken for a class which are of it, for each class and averaged.
 *
 * right / predicted, and 0 for a class that nothing was taken for.
 *
 * @see `sklearn.metrics.precision_score`, with `zero_division=0`.
 */
export function precision(options: PrecisionOptions = {}): ContainerModule {
  const { average, ...checked } = parseOptions("make precision", PrecisionSchema, options);
  return bindClassMetric(
    {
      maker: "precision",
      base: "precision",
      better: "higher",
      check: (rows) => checkAverage("precision", average, rows),
      start: (rows) =>
        classCounts(rows, average, ({ right, predicted }) => ratio(right, predicted)),
    },
    checked,
  );
}
