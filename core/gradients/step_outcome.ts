import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { droppedTasks } from "./dropped_tasks.ts";
import type { AccumulatedGradient } from "./gradient_source.ts";

/** What a step did, of which all is read. */
export function outcomeOf(
  gradient: AccumulatedGradient,
  learningRate: number,
  applied: boolean,
): StepOutcome {
  const { metrics, norm, examples, combination } = gradient;
  return {
    metrics,
    examples,
    gradientNorm: norm,
    learningRate,
    applied,
    droppedTasks: droppedTasks(gradient),
    ...(combination && { combination }),
  };
}
