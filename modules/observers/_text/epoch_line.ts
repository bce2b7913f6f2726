import type { EpochReport, PassReport } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatDuration, formatMetric, formatMs, formatRate } from "../_format/mod.ts";
import { epochMetrics, type NamedMetric, passMetrics } from "./metrics.ts";

/** Width of the longest usual value: `100.0 %`, `1.234e-5`. */
const VALUE_WIDTH = 7;

/** Formats the result of an epoch. */
export function epochLine(
  report: EpochReport,
  lastEpoch: number | undefined,
  colors: Colors,
): string {
  return [
    epochLabel(report.epoch, lastEpoch, colors),
    ...epochMetrics(report).map((metric) => metricText(metric, colors)),
    `${colors.dim("rate")} ${formatRate(report.learningRate)}`,
    `${formatMs(report.stepMs)}/step`,
    formatDuration(report.wallS),
    ...(report.best ? [colors.green("best")] : []),
  ].join("  ");
}

/** Formats the result of the test at the end of a run. */
export function testLine(test: PassReport, colors: Colors): string {
  const metrics = passMetrics(test).map((metric) => metricText(metric, colors));
  return [colors.dim("test"), ...metrics].join("  ");
}

function metricText([name, value]: NamedMetric, colors: Colors): string {
  return `${colors.dim(name)} ${formatMetric(name, value).padStart(VALUE_WIDTH)}`;
}

/** `epoch  3/10`. */
export function epochLabel(epoch: number, lastEpoch: number | undefined, colors: Colors): string {
  if (lastEpoch === undefined) return `${colors.dim("epoch")} ${epoch}`;
  const last = String(lastEpoch);
  return `${colors.dim("epoch")} ${String(epoch).padStart(last.length)}/${last}`;
}
