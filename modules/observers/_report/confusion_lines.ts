import type { ConfusionMatrix } from "../../../core/mod.ts";
import { className, formatWeight, table } from "./class_lines.ts";

/** Confusions that are named where the matrix does not fit. */
const NAMED = 10;

/**
 * Draws a confusion matrix: a row for each true class, a column for each predicted one. One that is wider than `width`
 * is told by its most common confusions instead.
 */
export function confusionLines(matrix: ConfusionMatrix, width: number): readonly string[] {
  const names = matrix.classes.map(className);
  const cells = matrix.counts.map((row) =>
    row.map((count) => (count === 0 ? "." : formatWeight(count))),
  );
  const lines = table([
    ["true \\ predicted", ...names],
    ...cells.map((row, at) => [names[at] as string, ...row]),
  ]);
  return lines.every((line) => line.length <= width) ? lines : commonest(matrix, names);
}

function commonest({ counts }: ConfusionMatrix, names: readonly string[]): readonly string[] {
  const confusions = counts.flatMap((row, actual) =>
    row.flatMap((count, predicted) =>
      count > 0 && actual !== predicted ? [{ actual, predicted, count }] : [],
    ),
  );
  if (confusions.length === 0) return ["no class was taken for another"];
  return confusions
    .sort((a, b) => b.count - a.count)
    .slice(0, NAMED)
    .map(
      ({ actual, predicted, count }) =>
        `${names[actual]} taken for ${names[predicted]}: ${formatWeight(count)}`,
    );
}
