import type { Span, tf } from "../../deps.ts";
import type { Batch } from "../data/batch_feeder.ts";
import type { StepReport } from "../report.ts";
import type { IncidentLog } from "./incidents.ts";
import { namedMeasures } from "./pass_means.ts";
import type { Session } from "./session.ts";

// P = numbers in the parameter group

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
  const { gradients, group, guard, progress, rates } = session;
  const statistics = group.holdStatistics();
  let applied = false;
  try {
    const learningRate = rates.advance({ ...progress, totalSteps });
    for (const batch of batches) gradients.add(batch);
    const { gradients_P, means, norm, examples } = gradients.take();
    try {
      const verdict = guard.check(means[0] as number, norm, progress.step);
      if (verdict.ok) {
        updateClipped(session, gradients_P, norm, learningRate);
        applied = true;
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

/** Updates the weights by `gradients_P`, scaled down to norm `clipNorm` where it is longer. */
function updateClipped(
  { group, settings }: Session,
  gradients_P: tf.Tensor1D,
  norm: number,
  learningRate: number,
): void {
  const { clipNorm } = settings;
  if (clipNorm === undefined || norm <= clipNorm) {
    group.update(gradients_P, learningRate);
    return;
  }
  const clipped_P = gradients_P.mul<tf.Tensor1D>(clipNorm / norm);
  try {
    group.update(clipped_P, learningRate);
  } finally {
    clipped_P.dispose();
  }
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
