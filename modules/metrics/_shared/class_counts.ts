import type { MetricResult, MetricState } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { additive } from "./additive.ts";
import { type ClassRows, predictedClass, visitRows } from "./class_rows.ts";
import { refuse } from "./measured_pair.ts";

// C = classes

/** How the values of classes become one: see {@link AverageOptions}. */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** How a metric of each class becomes one number. */
export interface AverageOptions {
  /**
   * `binary`: that of the class 1, of two. `macro`: the mean over classes that occur. `weighted`: the mean weighted by how
   * many examples are of each. `micro`: that of all classes counted together.
   * @default `binary` with two classes, else `macro`
   */
  readonly average?: Average;
}

/** Rules of {@link AverageOptions}, to spread into a metric's own. */
export const AverageShape: { readonly average: z.ZodType<Average | undefined> } = {
  average: z.enum(["binary", "macro", "micro", "weighted"]).optional(),
};

/** Weights of the rows that were right, taken for a class, and of a class. */
export interface Counted {
  readonly right: number;
  readonly predicted: number;
  readonly actual: number;
}

/** Throws if `average` does not fit the classes. */
export function checkAverage(maker: string, average: Average | undefined, rows: ClassRows): void {
  if (average !== "binary" || rows.classes === 2) return;
  refuse(maker, `the average "binary" needs 2 classes, but the output has ${rows.classes}`);
}

/** Begins a pass of what `score` makes of the counts of each class. */
export function classCounts(
  rows: ClassRows,
  average: Average | undefined,
  score: (counted: Counted) => number,
): MetricState {
  const { classes, names } = rows;
  const used = average ?? (classes === 2 ? "binary" : "macro");
  return additive({
    size: 3 * classes,
    add: (sums, batch) =>
      visitRows(batch, rows, (label, weight, scores, at) => {
        const predicted = predictedClass(rows, scores, at);
        if (predicted === label) add(sums, label, weight);
        add(sums, classes + predicted, weight);
        add(sums, 2 * classes + label, weight);
      }),
    result: (sums) => {
      const counted = names.map((_, at) => countedAt(sums, at, classes));
      return {
        value: averaged(counted, used, score),
        perClass: perClass(names, counted, score),
      };
    },
  });
}

function add(sums: Float64Array, at: number, weight: number): void {
  sums[at] = (sums[at] as number) + weight;
}

function countedAt(sums: Float64Array, at: number, classes: number): Counted {
  const [right, predicted, actual] = [0, 1, 2].map((part) => sums[part * classes + at] as number);
  return { right, predicted, actual } as Counted;
}

function perClass(
  names: readonly string[],
  counted: readonly Counted[],
  score: (counted: Counted) => number,
): NonNullable<MetricResult["perClass"]> {
  return counted.map((one, at) => ({
    class: names[at] as string,
    value: score(one),
    support: one.actual,
  }));
}

function averaged(
  counted: readonly Counted[],
  average: Average,
  score: (counted: Counted) => number,
): number {
  const sum = (pick: (one: Counted) => number) =>
    counted.reduce((total, one) => total + pick(one), 0);
  const examples = sum(({ actual }) => actual);
  if (examples === 0) return Number.NaN;
  if (average === "binary") return score(counted[1] as Counted);
  if (average === "weighted") return sum((one) => one.actual * score(one)) / examples;
  if (average === "micro") {
    return score({
      right: sum(({ right }) => right),
      predicted: sum(({ predicted }) => predicted),
      actual: examples,
    });
  }
  // As scikit-learn: a class that is neither there nor predicted has no say.
  const occurring = counted.filter(({ predicted, actual }) => predicted + actual > 0);
  return occurring.reduce((total, one) => total + score(one), 0) / occurring.length;
}

/** `a / b`, and 0 where both are. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
