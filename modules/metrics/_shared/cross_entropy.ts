import type { ColumnValues } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { additive } from "./additive.ts";
import { bindClassMetric } from "./class_metric.ts";
import { type ClassRows, visitRows } from "./class_rows.ts";
import { refuse } from "./measured_pair.ts";
import { type ClassMetricOptions, ClassMetricShape } from "./options.ts";

/** What the cross-entropy of each position is taken of. */
export interface CrossEntropyOptions extends Omit<ClassMetricOptions, "kind" | "threshold"> {
  /** Whether the outputs are logits rather than probabilities. @default true unless they come from a softmax */
  readonly fromLogits?: boolean;
}

const { kind: _kind, threshold: _threshold, ...SharedShape } = ClassMetricShape;

/** Rules of {@link CrossEntropyOptions}. */
export const CrossEntropyShape: Omit<typeof ClassMetricShape, "kind" | "threshold"> & {
  readonly fromLogits: z.ZodOptional<z.ZodBoolean>;
} = { ...SharedShape, fromLogits: z.boolean().optional() };

/** Smallest probability that is distinct from 0: the epsilon of float32, as in scikit-learn. */
const EPSILON = 2 ** -23;

/**
 * Binds a metric that is a function of the mean of -log p(target), over every position that is not ignored.
 *
 * @param name Of its function, and of the metric.
 * @param result Makes the metric of the mean, and of what is measured.
 */
export function bindCrossEntropy(
  name: { readonly maker: string; readonly base: string },
  { fromLogits, ...checked }: CrossEntropyOptions,
  result: (mean: number, rows: ClassRows) => number,
): ContainerModule {
  return bindClassMetric(
    {
      ...name,
      better: "lower",
      check: ({ targets }) => {
        if (targets === "binary") refuse(name.base, "the output must have a score for each class");
      },
      start: (rows) => {
        const cost = (fromLogits ?? rows.activation !== "softmax") ? costOfLogits : costOfShare;
        return additive({
          size: 2,
          add: (sums, batch) =>
            visitRows(batch, rows, (label, weight, scores, at) => {
              sums[0] = (sums[0] as number) + weight * cost(scores, at, rows.classes, label);
              sums[1] = (sums[1] as number) + weight;
            }),
          result: ([cost, all]) => result((cost as number) / (all as number), rows),
        });
      },
    },
    { ...checked, kind: "categorical", threshold: undefined },
  );
}

/** -log softmax(scores)[label], without an exponential of a large number. */
function costOfLogits(scores: ColumnValues, at: number, classes: number, label: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) highest = Math.max(highest, scores[at + c] as number);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp((scores[at + c] as number) - highest);
  return Math.log(sum) + highest - (scores[at + label] as number);
}

function costOfShare(scores: ColumnValues, at: number, _classes: number, label: number): number {
  return -Math.log(Math.max(EPSILON, scores[at + label] as number));
}
