/** Where a run stands, and how long it will be. */
export interface TrainingMoment {
  /** Optimizer updates done before this one, since the start of the run. */
  readonly step: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates that the whole run will do if nothing stops it. */
  readonly totalSteps: number;
}

/**
 * Chooses the learning rate of one parameter group.
 *
 * A provider must: (1) return a finite rate >= 0; (2) depend on nothing but the moment; (3) create no
 * tensors; (4) refuse in `check()` a run that is longer than it has a rule for.
 */
export interface LearningRatePolicy {
  /** Name shown in spans and in the run's report. */
  readonly name: string;
  /** Fails where the policy has no rate for some step of a run of `totalSteps` updates. */
  check(totalSteps: number): void;
  /** Rate for the update at `moment`, in units of the optimizer's step size. */
  rate(moment: TrainingMoment): number;
}
