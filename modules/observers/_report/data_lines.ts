import type { ColumnReport, DataReport, OpenedReport } from "../../../core/mod.ts";
import { formatBytes, formatCount } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Categories of a column that are listed. */
const LISTED = 8;

/** Formats what became of each column, what the opening has to tell, and records that were skipped. */
export function dataLines({
  opened = [],
  columns,
  skipped = {},
  notes = [],
  broken = [],
}: DataReport): readonly string[] {
  const names = Object.keys(columns).map(oneLine);
  const width = Math.max(...names.map((name) => name.length), 0);
  return [
    ...opened.map(openedText),
    ...Object.values(columns).map((column, at) => {
      return `${(names[at] as string).padEnd(width)}  ${columnText(column)}`;
    }),
    ...notes.map(oneLine),
    ...Object.entries(skipped).map(
      ([part, count]) => `broken records of ${oneLine(part)}, skipped: ${formatCount(count)}`,
    ),
    ...broken.map((fault) => `  ${oneLine(fault)}`),
  ];
}

function openedText({ name, records, leftOut, heldBytes, workers }: OpenedReport): string {
  return [
    `${oneLine(name)}: ${formatCount(records)} records`,
    ...(leftOut > 0 ? [`${formatCount(leftOut)} left out`] : []),
    `read by ${formatCount(workers)} ${workers === 1 ? "worker" : "workers"}`,
    ...(heldBytes > 0 ? [`at most ${formatBytes(heldBytes)} of them prepared in memory`] : []),
  ].join(", ");
}

function columnText({ preparation, categories, missing, imputed, unknown }: ColumnReport): string {
  const filled = imputed === undefined ? "" : `, imputed ${imputedText(imputed)}`;
  return [
    oneLine(preparation) + (categories ? `: ${listed(categories)}` : ""),
    ...(missing ? [`${formatCount(missing)} missing${filled}`] : []),
    ...(unknown ? [`${formatCount(unknown)} unknown`] : []),
  ].join("; ");
}

function imputedText(value: number | string): string {
  return typeof value === "number" ? String(Number(value.toPrecision(6))) : oneLine(value);
}

function listed(categories: readonly string[]): string {
  const some = categories.slice(0, LISTED).map(oneLine).join(", ");
  const more = categories.length - LISTED;
  return more > 0 ? `${some} and ${formatCount(more)} more` : some;
}
