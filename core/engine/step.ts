import type { Span } from "../../deps.ts";
import type { Batch } from "../data/batch_feeder.ts";
import type { StepReport } from "../report.ts";
import type { IncidentLog } from "./incidents.ts";
import { namedMeasures } from "./pass_means.ts";
import type { Session } from "./session.ts";

/** What a step did. */
export interface StepOutcome {
  /** Mean loss, then each measure. */
  readonly means: Float32Array;
  /** Examples behind it. */
  readonly examples: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Whether the weights moved; not where loss or gradient was not finite. */
  readonly applied: boolean;
}

/**
 * One optimizer update from one batch or, with accumulation, several. Disposes the batches.
 *
 * The hot path: no promise, no span, nothing allocated here that grows with the network.
 */
export function takeStep(
  session: Session,
  batches: readonly Batch[],
  totalSteps: number,
  incidents: IncidentLog,
  span: Span,
): StepOutcome {
  const { gradients, group, guard, progress, rates, settings } = session;
  const learningRate = rates.advance({ ...progress, totalSteps });
  const statistics = group.holdStatistics();
  let applied = false;
  try {
    for (const batch of batches) gradients.add(batch);
    const { gradients_P, means, norm, examples } = gradients.take();
    try {
      const verdict = guard.check(means[0] as number, norm, progress.step);
      if (verdict.ok) {
        const clipped = clipByNorm(gradients_P, norm, settings.clipNorm);
        group.update(clipped, learningRate);
        applied = true;
        if (clipped !== gradients_P) clipped.dispose();
      } else {
        incidents.add(
          {
            kind: "loss/non-finite",
            message: verdict.message,
            step: progress.step,
            epoch: progress.epoch + 1,
          },
          span,
        );
      }
      progress.step += 1;
      return { means, examples, gradientNorm: norm, learningRate, applied };
    } finally {
      gradients_P.dispose();
    }
  } finally {
    // Not those of a step that fails either: the weights of a run that diverged are its last good ones.
    if (!applied) group.restoreStatistics(statistics);
    gradients.reset();
    for (const tensor of statistics) tensor.dispose();
    for (const batch of batches) batch.dispose();
  }
}

/** `gradients_P` scaled down to norm `limit` where it is longer; itself where it is not. */
function clipByNorm<T extends { mul(factor: number): T }>(
  gradients_P: T,
  norm: number,
  limit: number | undefined,
): T {
  return limit === undefined || norm <= limit ? gradients_P : gradients_P.mul(limit / norm);
}

/** The step as observers see it. */
export function reportStep(
  session: Session,
  outcome: StepOutcome,
  stepInEpoch: number,
  stepMs: number,
): StepReport {
  const { measures } = session.services.objective;
  return {
    epoch: session.progress.epoch + 1,
    stepInEpoch,
    step: session.progress.step,
    loss: outcome.means[0] as number,
    metrics: namedMeasures(measures, (index) => outcome.means[index + 1] as number),
    gradientNorm: outcome.gradientNorm,
    learningRate: outcome.learningRate,
    stepMs,
  };
}
