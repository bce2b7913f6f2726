import type { EpochReport } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatDuration, formatMetric, formatMs, formatRate } from "../_format/mod.ts";
import { epochMetrics } from "./metrics.ts";

/** Width of the longest usual value: `100.0 %`, `1.234e-5`. */
const VALUE_WIDTH = 7;

/** Formats the result of an epoch. */
export function epochLine(report: EpochReport, lastEpoch: number, colors: Colors): string {
  const metrics = epochMetrics(report).map(
    ([name, value]) => `${colors.dim(name)} ${formatMetric(name, value).padStart(VALUE_WIDTH)}`,
  );
  return [
    epochLabel(report.epoch, lastEpoch, colors),
    ...metrics,
    `${colors.dim("rate")} ${formatRate(report.learningRate)}`,
    `${formatMs(report.stepMs)}/step`,
    formatDuration(report.wallS),
    ...(report.best ? [colors.green("best")] : []),
  ].join("  ");
}

/** `epoch  3/10`. */
export function epochLabel(epoch: number, lastEpoch: number, colors: Colors): string {
  const last = String(lastEpoch);
  return `${colors.dim("epoch")} ${String(epoch).padStart(last.length)}/${last}`;
}
