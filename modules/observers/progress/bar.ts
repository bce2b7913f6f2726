import type { RunPlan, StepReport } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatDuration, formatMetric, formatMs, formatRate } from "../_format/mod.ts";
import { fitted } from "../_terminal/mod.ts";
import { epochLabel, passMetrics, type RunPace } from "../_text/mod.ts";

/** Contents and width of a bar. */
export interface BarContext {
  readonly plan: RunPlan;
  readonly pace: RunPace;
  readonly nowMs: number;
  readonly columns: number;
  readonly colors: Colors;
}

const WIDEST = 24;

/** Renders the line of the current epoch, most important parts first, cut to the width. */
export function barLine(step: StepReport, context: BarContext): string {
  const { plan, pace, nowMs, columns, colors } = context;
  const { stepInEpoch } = step;
  const { stepsPerEpoch } = plan;
  const done = stepInEpoch / stepsPerEpoch;
  const validating = stepsPerEpoch > 0 && done >= 1 && plan.validationExamples > 0;
  const leftS = pace.leftS(nowMs);
  const metrics = passMetrics(pace.means()).map(
    ([name, value]) => `${colors.dim(name)} ${formatMetric(name, value)}`,
  );
  const pieces = [
    epochLabel(step.epoch, pace.lastEpoch(step.epoch), colors),
    ...(stepsPerEpoch > 0
      ? [
          bar(done, Math.min(WIDEST, Math.floor(columns / 4)), colors),
          `${String(stepInEpoch).padStart(String(stepsPerEpoch).length)}/${stepsPerEpoch}`,
        ]
      : [`${colors.dim("step")} ${stepInEpoch}`]),
    ...metrics,
    ...(validating ? [colors.cyan("validating")] : []),
    ...(validating || leftS === undefined ? [] : [`${formatDuration(leftS)} left`]),
    `${formatMs(pace.stepMs)}/step`,
    `${colors.dim("rate")} ${formatRate(step.learningRate)}`,
  ];
  return fitted(pieces, columns);
}

function bar(share: number, width: number, colors: Colors): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return colors.cyan("━".repeat(filled)) + colors.dim("─".repeat(width - filled));
}
