import type { RunPlan, StepReport } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatCount, formatDuration, formatMetric, formatMs } from "../_format/mod.ts";
import { epochLabel, passMetrics, type RunPace } from "../_text/mod.ts";

/** Values of a line within an epoch. */
export interface StepLineContext {
  readonly plan: RunPlan;
  readonly pace: RunPace;
  readonly nowMs: number;
  readonly colors: Colors;
}

/** Formats the progress of a long epoch. */
export function stepLine(step: StepReport, { plan, pace, nowMs, colors }: StepLineContext): string {
  const metrics = passMetrics(pace.means()).map(
    ([name, value]) => `${colors.dim(name)} ${formatMetric(name, value)}`,
  );
  const ofAll = plan.stepsPerEpoch > 0 ? `/${formatCount(plan.stepsPerEpoch)}` : "";
  const leftS = pace.leftS(nowMs);
  return [
    epochLabel(step.epoch, pace.lastEpoch(step.epoch), colors),
    `${colors.dim("step")} ${formatCount(step.stepInEpoch)}${ofAll}`,
    ...metrics,
    `${formatMs(pace.stepMs)}/step`,
    ...(leftS === undefined ? [] : [`${formatDuration(leftS)} left`]),
  ].join("  ");
}
