import type {
  Column,
  ColumnValues,
  Host,
  HostValues,
  MetricBatch,
  TextPerId,
} from "../../../core/mod.ts";
import { type MeasuredPair, measuredPair, refuse } from "./measured_pair.ts";
import type { Checked, ClassMetricOptions } from "./options.ts";
import { rowWeights } from "./row_weights.ts";

// C = classes

/** How outputs and targets of a batch are read as rows of scores, each with its class. */
export interface ClassRows {
  readonly output: number;
  readonly target: number;
  /** `sparse`: class numbers; `one-hot`: a number for each class; `binary`: yes or no. */
  readonly targets: "sparse" | "one-hot" | "binary";
  /** C; 2 for binary outputs, which are one score a row. */
  readonly classes: number;
  /** Names of the classes. */
  readonly names: readonly string[];
  /** Activation of the output; undefined if it is unknown. */
  readonly activation: string | undefined;
  readonly threshold: number;
  readonly ignore: number | undefined;
  /** How much text a class stands for, if it is an id of a tokenizer. */
  readonly perId: TextPerId | undefined;
}

/** Sees a row: its class, its weight, and where in `scores` it begins. */
export type RowVisitor = (label: number, weight: number, scores: ColumnValues, at: number) => void;

/** Decides how to read what `host` gives and `targets` hold; throws if they are no classes. */
export function classRows(
  metric: string,
  options: Checked<ClassMetricOptions>,
  host: Host,
  targets: readonly Column[],
): ClassRows {
  const pair = measuredPair(metric, options, host, targets);
  const kind = targetsOf(metric, options.kind, pair);
  const { activation, column, output, target } = pair;
  const classes = kind === "binary" ? 2 : classesOf(metric, pair);
  const { categories = [] } = column;
  return {
    output,
    target,
    targets: kind,
    classes,
    names:
      categories.length === classes
        ? categories
        : Array.from({ length: classes }, (_, i) => `${i}`),
    activation,
    threshold: options.threshold ?? (activation?.toLowerCase().includes("sigmoid") ? 0.5 : 0),
    ignore: options.ignore,
    perId: column.perId,
  };
}

function targetsOf(
  metric: string,
  kind: ClassMetricOptions["kind"],
  { shape, column }: MeasuredPair,
): ClassRows["targets"] {
  const of = column.shape;
  const single = shape.length === 0 || shape.at(-1) === 1;
  // One number an example is the same as none behind an axis of one.
  const alike = sameAxes(shape, of) || (single && sameAxes(squeezed(shape), squeezed(of)));
  if (alike && (kind ?? (single ? "binary" : "categorical")) === "binary") return "binary";
  if (alike && !single) return "one-hot";
  if (kind !== "binary" && !single && sameAxes(shape.slice(0, -1), of)) return "sparse";
  return refuse(
    metric,
    `column "${column.name}" must hold class numbers ([${shape.slice(0, -1).join(", ")}]) or values of the output's shape ([${shape.join(", ")}]), but has the shape [${of.join(", ")}]`,
  );
}

function sameAxes(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === null || size === b[axis]);
}

function squeezed(shape: readonly (number | null)[]): readonly (number | null)[] {
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

function classesOf(metric: string, { shape, column }: MeasuredPair): number {
  const classes = shape.at(-1) ?? column.classes;
  if (typeof classes === "number") return classes;
  return refuse(metric, "the last axis of the output must have a known size");
}

/** Shows every row of a batch to `visit`, but those that weigh nothing and those whose target is ignored. */
export function visitRows(batch: MetricBatch, rows: ClassRows, visit: RowVisitor): void {
  const { values: scores } = batch.outputs[rows.output] as HostValues;
  const { values: targets } = batch.targets[rows.target] as HostValues;
  const width = rows.targets === "binary" ? 1 : rows.classes;
  const count = scores.length / width;
  const weightOf = rowWeights(batch, count);
  for (let row = 0; row < count; row++) {
    const weight = weightOf(row);
    const label = weight === 0 ? undefined : labelOf(rows, targets, row);
    if (label !== undefined) visit(label, weight, scores, row * width);
  }
}

function labelOf(
  { targets: kind, classes, ignore }: ClassRows,
  targets: ColumnValues,
  row: number,
): number | undefined {
  if (kind === "one-hot") return argMax(targets, row * classes, classes);
  const target = targets[row] as number;
  if (target === ignore) return undefined;
  if (kind === "binary") return target > 0.5 ? 1 : 0;
  if (target >= 0 && target < classes) return target;
  throw new RangeError(
    `A target is class ${target}, but the output has classes 0 to ${classes - 1}. Cannot measure: leave such targets out with { ignore: ${target} }.`,
  );
}

/** The class that a row of scores is taken for: the first of the highest. */
export function predictedClass(
  { targets, classes, threshold }: ClassRows,
  scores: ColumnValues,
  at: number,
): number {
  if (targets === "binary") return (scores[at] as number) > threshold ? 1 : 0;
  return argMax(scores, at, classes);
}

function argMax(values: ColumnValues, from: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if ((values[from + i] as number) > (values[from + best] as number)) best = i;
  }
  return best;
}
