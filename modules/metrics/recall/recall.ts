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

/** What recall is taken of, and how classes are averaged. */
export interface RecallOptions extends ClassMetricOptions, AverageOptions {}

const RecallSchema = z.strictObject({ ...ClassMetricShape, ...AverageShape });

/**
 * Share of the rows of a class that were taken for it, for each class and averaged.
 *
 * right / actual, and 0 for a class that no row is of.
 *
 * @see `sklearn.metrics.recall_score`, with `zero_division=0`.
 */
export function recall(options: RecallOptions = {}): ContainerModule {
  const { average, ...checked } = parseOptions("make recall", RecallSchema, options);
  return bindClassMetric(
    {
      maker: "recall",
      base: "recall",
      better: "higher",
      check: (rows) => checkAverage("recall", average, rows),
      start: (rows) => classCounts(rows, average, ({ right, actual }) => ratio(right, actual)),
    },
    checked,
  );
}
