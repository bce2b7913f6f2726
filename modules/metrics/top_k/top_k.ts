import { type ColumnValues, parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  additive,
  bindClassMetric,
  type ClassMetricOptions,
  ClassMetricShape,
  refuse,
  visitRows,
} from "../_shared/mod.ts";

/** How many classes may be named. */
export interface TopKOptions extends Omit<ClassMetricOptions, "kind" | "threshold"> {
  /** Classes with the highest scores that are looked at, at least 1. @default 5 */
  readonly k?: number;
}

const { kind: _kind, threshold: _threshold, ...SharedShape } = ClassMetricShape;

const TopKSchema = z.strictObject({ ...SharedShape, k: z.int().min(1).default(5) });

/**
 * Share of the rows whose class is among the `k` with the highest scores, as `top_5`.
 *
 * Of equal scores, that of the higher class number comes first.
 *
 * @see `sklearn.metrics.top_k_accuracy_score`.
 */
export function topK(options: TopKOptions = {}): ContainerModule {
  const { k, ...checked } = parseOptions("make topK", TopKSchema, options);
  return bindClassMetric(
    {
      maker: "topK",
      base: `top_${k}`,
      better: "higher",
      check: ({ classes, targets }) => {
        if (targets === "binary") refuse("topK", "the output must have a score for each class");
        if (k >= classes) refuse("topK", `"k" must be below the ${classes} classes, but is ${k}`);
      },
      start: (rows) =>
        additive({
          size: 2,
          add: (sums, batch) =>
            visitRows(batch, rows, (label, weight, scores, at) => {
              const found = rank(label, scores, at, rows.classes) < k;
              sums[0] = (sums[0] as number) + (found ? weight : 0);
              sums[1] = (sums[1] as number) + weight;
            }),
          result: ([found, all]) => (found as number) / (all as number),
        }),
    },
    { ...checked, kind: "categorical", threshold: undefined },
  );
}

/** How many classes come before `label`; infinite for a score that is NaN. */
function rank(label: number, scores: ColumnValues, at: number, classes: number): number {
  const own = scores[at + label] as number;
  if (Number.isNaN(own)) return Number.POSITIVE_INFINITY;
  let before = 0;
  for (let other = 0; other < classes; other++) {
    const score = scores[at + other] as number;
    if (score > own || (score === own && other > label)) before += 1;
  }
  return before;
}
