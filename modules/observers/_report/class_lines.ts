import type { ClassValue, PassReport } from "../../../core/mod.ts";
import { formatCount, formatMetric, formatNumber } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Classes that are listed; of more, those with the lowest values. */
const LISTED = 20;

/** Widest name of a class that is written out. */
const WIDEST = 16;

/** Formats the metrics that have a value for each class: a row for each class, a column for each metric. */
export function classLines({ perClass = {} }: PassReport): readonly string[] {
  const metrics = Object.entries(perClass);
  const [first] = metrics;
  if (!first) return [];
  const all = first[1].map((_, at) => at);
  const shown = all.length <= LISTED ? all : lowest(first[1]);
  const rows = shown.map((at) => rowOf(metrics, at));
  const header = ["class", ...metrics.map(([name]) => oneLine(name)), "support"];
  const left = all.length - shown.length;
  const more = `and ${formatCount(left)} more; these have the lowest ${header[1]}`;
  return [...table([header, ...rows]), ...(left > 0 ? [more] : [])];
}

function lowest(values: readonly ClassValue[]): readonly number[] {
  return values
    .map(({ value }, at) => ({ value, at }))
    .sort((a, b) => a.value - b.value || a.at - b.at)
    .slice(0, LISTED)
    .map(({ at }) => at);
}

function rowOf(
  metrics: readonly (readonly [string, readonly ClassValue[]])[],
  at: number,
): readonly string[] {
  const values = metrics.map(([, of]) => of[at]);
  const { class: name = "", support = 0 } = values[0] ?? {};
  return [
    className(name),
    ...values.map((one, column) =>
      formatMetric(metrics[column]?.[0] ?? "", one?.value ?? Number.NaN),
    ),
    formatWeight(support),
  ];
}

/** Name of a class, on one line and not too long. */
export function className(name: string): string {
  const line = oneLine(name);
  return line.length <= WIDEST ? line : `${line.slice(0, WIDEST - 3)}...`;
}

/** Formats how many examples there are, or what they weigh. */
export function formatWeight(weight: number): string {
  return Number.isInteger(weight) ? formatCount(weight) : formatNumber(weight);
}

/** Lines of a table: the first column to the left, others to the right, two spaces between them. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] as number;
        return column === 0 ? text.padEnd(width) : text.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
