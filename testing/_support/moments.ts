import type { EpochMetrics, LearningRatePolicy, TrainingMoment } from "../../core/mod.ts";

/** How long the run is that moments are of. */
export interface RunLength {
  /** @default 500 */
  readonly totalSteps?: number;
  /** @default 20 */
  readonly stepsPerEpoch?: number;
}

/** The moment of update `step`, with every epoch before it complete. */
export function momentAt(
  step: number,
  { totalSteps = 500, stepsPerEpoch = 20 }: RunLength = {},
  metrics: EpochMetrics = {},
): TrainingMoment {
  return { step, epoch: Math.floor(step / stepsPerEpoch), stepsPerEpoch, totalSteps, metrics };
}

/** A stretch of a run. */
export interface Stretch extends RunLength {
  /** First step of it. @default 0 */
  readonly from?: number;
  /** First step after it. @default the end of the run */
  readonly until?: number;
  /** What each epoch comes to. */
  readonly metricsOf?: (epoch: number) => EpochMetrics;
}

/** Every rate of a stretch of a run, the policy told of each epoch as it ends. */
export function ratesOf(policy: LearningRatePolicy, stretch: Stretch = {}): number[] {
  const { totalSteps = 500, stepsPerEpoch = 20, from = 0, until = totalSteps } = stretch;
  const { metricsOf = () => ({ loss: 1, val_loss: 1 }) } = stretch;
  const rates: number[] = [];
  for (let step = from; step < until; step++) {
    rates.push(policy.rate(momentAt(step, stretch)));
    if ((step + 1) % stepsPerEpoch !== 0) continue;
    policy.observeEpoch?.(momentAt(step + 1, stretch), metricsOf(Math.floor(step / stepsPerEpoch)));
  }
  return rates;
}
