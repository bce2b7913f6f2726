import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  additive,
  bindClassMetric,
  type ClassMetricOptions,
  ClassMetricShape,
  predictedClass,
  visitRows,
} from "../_shared/mod.ts";

/** What accuracy is taken of. */
export type AccuracyOptions = ClassMetricOptions;

const AccuracySchema = z.strictObject(ClassMetricShape);

/**
 * Share of the rows whose class is predicted: sum of w [predicted = target] / sum of w.
 *
 * Targets are class numbers, rows of a number for each class, or 0 and 1 for binary outputs. It takes the place of the
 * `accuracy` of an objective in the validation, which does not weigh examples.
 *
 * @see `sklearn.metrics.accuracy_score`.
 */
export function accuracy(options: AccuracyOptions = {}): ContainerModule {
  const checked = parseOptions("make accuracy", AccuracySchema, options);
  return bindClassMetric(
    {
      maker: "accuracy",
      base: "accuracy",
      better: "higher",
      start: (rows) =>
        additive({
          size: 2,
          add: (sums, batch) =>
            visitRows(batch, rows, (label, weight, scores, at) => {
              const right = predictedClass(rows, scores, at) === label;
              sums[0] = (sums[0] as number) + (right ? weight : 0);
              sums[1] = (sums[1] as number) + weight;
            }),
          result: ([right, all]) => (right as number) / (all as number),
        }),
    },
    checked,
  );
}
