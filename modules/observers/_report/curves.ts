import type { EpochReport } from "../../../core/mod.ts";
import { formatMetric } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";
import { epochMetrics } from "../_text/mod.ts";
import { sparkline } from "./sparkline.ts";

/** Width of the text beside a curve: two spaces and `1.234e-5 to 1.234e-5`. */
const RANGE_WIDTH = 22;
const WIDEST = 60;

/** Draws each metric over the epochs: its name, a curve, the first and the last value. */
export function curveRows(
  epochs: readonly EpochReport[],
  width: number,
): (readonly [label: string, text: string])[] {
  if (epochs.length < 2) return [];
  const curveWidth = Math.min(WIDEST, Math.max(8, width - RANGE_WIDTH));
  const byEpoch = epochs.map((epoch) => new Map(epochMetrics(epoch)));
  const names = [...(byEpoch[0]?.keys() ?? [])];
  return names.map((name) => {
    const values = byEpoch.map((metrics) => metrics.get(name) ?? Number.NaN);
    const [first = Number.NaN, last = Number.NaN] = [values[0], values.at(-1)];
    const range = `${formatMetric(name, first)} to ${formatMetric(name, last)}`;
    return [oneLine(name), `${sparkline(values, curveWidth)}  ${range}`] as const;
  });
}
