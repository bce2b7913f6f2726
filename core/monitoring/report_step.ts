import type { TakenStep } from "../events/run_part.ts";
import { describeCombination } from "../gradients/describe_combination.ts";
import { metricSpecs } from "../metrics/objective_metrics.ts";
import { namedMetrics } from "../metrics/pass_metrics.ts";
import type { Objective } from "../ports/objective.ts";
import type { StepReport } from "../ports/reports/run_report.ts";
import type { Progress } from "../state/progress.ts";

/** The step that was just taken, as observers see it. */
export function reportStep(
  {
    progress,
    services,
  }: {
    readonly progress: Readonly<Progress>;
    readonly services: { readonly objective: Objective };
  },
  outcome: TakenStep,
  stepInEpoch: number,
): StepReport {
  const specs = metricSpecs(services.objective);
  const { combination } = outcome;
  return {
    epoch: progress.epoch + 1,
    stepInEpoch,
    step: progress.step,
    loss: outcome.metrics[0] as number,
    metrics: namedMetrics(specs, (index) => outcome.metrics[index + 1] as number),
    gradientNorm: outcome.gradientNorm,
    learningRate: outcome.learningRate,
    stepMs: outcome.stepMs,
    ...(combination && { aggregation: describeCombination(combination) }),
  };
}
