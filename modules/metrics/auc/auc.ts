import { type MetricResult, type MetricState, parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import {
  bindClassMetric,
  type ClassMetricOptions,
  ClassMetricShape,
  type ClassRows,
  visitRows,
} from "../_shared/mod.ts";
import { areaUnderCurve } from "./area_under_curve.ts";
import { oddsOfRow } from "./odds_of_row.ts";
import { ScoreStore } from "./score_store.ts";

/** What is ranked, and how much of it is kept. */
export interface AucOptions extends Omit<ClassMetricOptions, "threshold"> {
  /** Whether the outputs are logits rather than probabilities. @default true unless they come from a softmax */
  readonly fromLogits?: boolean;
  /** Most scores that a pass keeps, one a class and row of 4 bytes each, at least 1. @default 16,777,216, which is 64 MB */
  readonly limit?: number;
}

const { threshold: _threshold, ...SharedShape } = ClassMetricShape;

const AucSchema = z.strictObject({
  ...SharedShape,
  fromLogits: z.boolean().optional(),
  limit: z
    .int()
    .min(1)
    .default(2 ** 24),
});

/**
 * Area under the ROC curve, exact: the probability that a row of a class has a higher score for it than a row that is of
 * another, where equal scores count half.
 *
 * Of several classes, the mean of each against all others; a class of which no row is, or every row, has no area and no
 * say. It keeps all scores of the pass: 4 bytes a class and row, and 8 a row.
 *
 * @throws {RangeError} In the pass, if there are more scores than `limit`.
 * @see `sklearn.metrics.roc_auc_score` with `multi_class="ovr"`; Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747.
 */
export function auc(options: AucOptions = {}): ContainerModule {
  const { fromLogits, limit, ...checked } = parseOptions("make auc", AucSchema, options);
  return bindClassMetric(
    {
      maker: "auc",
      base: "auc",
      better: "higher",
      start: (rows) => {
        const logits = fromLogits ?? rows.activation !== "softmax";
        return started(rows, rows.targets !== "binary" && logits, limit);
      },
    },
    { ...checked, threshold: undefined },
  );
}

/** @param normalize Whether each row's scores are logits, of which only the odds against the others compare. */
function started(rows: ClassRows, normalize: boolean, limit: number): MetricState {
  const width = rows.targets === "binary" ? 1 : rows.classes;
  const store = new ScoreStore(width, limit);
  const row = new Float32Array(width);
  return {
    update: (batch) =>
      visitRows(batch, rows, (label, weight, scores, at) => {
        if (normalize) oddsOfRow(scores, at, row);
        else row.set(scores.subarray(at, at + width));
        store.add(label, weight, row);
      }),
    sums: () => store.sums(),
    merge: (sums) => store.merge(sums),
    result: () => resultOf(store, rows, width),
  };
}

function resultOf(store: ScoreStore, { names }: ClassRows, width: number): number | MetricResult {
  if (width === 1) return areaUnderCurve(store.column(0), store.labels, store.weights, 1);
  const perClass = names.map((name, label) => ({
    class: name,
    value: areaUnderCurve(store.column(label), store.labels, store.weights, label),
    support: store.supportOf(label),
  }));
  const defined = perClass.filter(({ value }) => !Number.isNaN(value));
  const value = defined.reduce((sum, one) => sum + one.value, 0) / defined.length;
  return { value, perClass };
}
