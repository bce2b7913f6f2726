import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  additive,
  bindClassMetric,
  type ClassMetricOptions,
  ClassMetricShape,
  predictedClass,
  refuse,
  visitRows,
} from "../_shared/mod.ts";

/** What is counted. */
export type ConfusionMatrixOptions = ClassMetricOptions;

const ConfusionMatrixSchema = z.strictObject(ClassMetricShape);

/** With more, the matrix alone would take more than 8 MB. */
const MOST_CLASSES = 1_000;

/**
 * Counts how often each class was taken for each, as `matrices.confusion_matrix` of a pass's report. The closing report
 * draws it.
 *
 * A row for each true class, a column for each predicted one; weights of examples count. It has no single value, so it
 * cannot be monitored. At most 1,000 classes.
 *
 * @see `sklearn.metrics.confusion_matrix`.
 */
export function confusionMatrix(options: ConfusionMatrixOptions = {}): ContainerModule {
  const checked = parseOptions("make confusionMatrix", ConfusionMatrixSchema, options);
  return bindClassMetric(
    {
      maker: "confusionMatrix",
      base: "confusion_matrix",
      check: ({ classes }) => {
        if (classes <= MOST_CLASSES) return;
        refuse("confusionMatrix", `the output must have at most 1,000 classes, but has ${classes}`);
      },
      start: (rows) =>
        additive({
          size: rows.classes ** 2,
          add: (sums, batch) =>
            visitRows(batch, rows, (label, weight, scores, at) => {
              const cell = label * rows.classes + predictedClass(rows, scores, at);
              sums[cell] = (sums[cell] as number) + weight;
            }),
          result: (sums) => ({
            matrix: {
              classes: rows.names,
              counts: rows.names.map((_, row) => [
                ...sums.subarray(row * rows.classes, (row + 1) * rows.classes),
              ]),
            },
          }),
        }),
    },
    checked,
  );
}
