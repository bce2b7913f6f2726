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

/** What F1 is taken of, and how classes are averaged. */
export interface F1Options extends ClassMetricOptions, AverageOptions {}

const F1Schema = z.strictObject({ ...ClassMetricShape, ...AverageShape });

/**
 * Harmonic mean of precision and recall, for each class and averaged.
 *
 * 2 right / (predicted + actual), and 0 for a class that does not occur.
 *
 * @see `sklearn.metrics.f1_score`, with `zero_division=0`.
 */
export function f1(options: F1Options = {}): ContainerModule {
  const { average, ...checked } = parseOptions("make f1", F1Schema, options);
  return bindClassMetric(
    {
      maker: "f1",
      base: "f1",
      better: "higher",
      check: (rows) => checkAverage("f1", average, rows),
      start: (rows) =>
        classCounts(rows, average, ({ right, predicted, actual }) =>
          ratio(2 * right, predicted + actual),
        ),
    },
    checked,
  );
}
