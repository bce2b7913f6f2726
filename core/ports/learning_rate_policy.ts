import type { Json } from "../json.ts";

/** Means of an epoch by name: `loss`, `accuracy`, and with validation data `val_loss`, `val_accuracy`. */
export type EpochMetrics = Readonly<Record<string, number>>;

/** Where a run stands, and how long it will be. Steps and epochs are two clocks: neither follows from the other. */
export interface TrainingClock {
  /** Optimizer updates done before this one, since the start of the run. */
  readonly step: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Updates that will be done at the end of the run if nothing stops it. */
  readonly totalSteps: number;
  /**
   * Updates done before the run began, those of the trainer's earlier runs: a schedule over the run counts from there.
   * @default 0
   */
  readonly firstStep?: number;
}

/** All that the rate of an update may depend on. */
export interface TrainingMoment extends TrainingClock {
  /** Means of the last completed epoch; empty in the first. */
  readonly metrics: EpochMetrics;
}

/** How far a run is going to go. */
export interface TrainingExtent {
  /** Updates that will be done at the end of the run. */
  readonly totalSteps: number;
  /** Updates done before the run began. @default 0 */
  readonly firstStep?: number;
  /** Updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Names of what is measured at the end of each epoch. */
  readonly metrics: readonly string[];
}

/** A length in one of the two clocks; a bare number does not compile. */
export type Period =
  | { readonly steps: number; readonly epochs?: never }
  | { readonly epochs: number; readonly steps?: never };

/** Moments in one of the two clocks, ascending. */
export type Milestones =
  | { readonly steps: readonly number[]; readonly epochs?: never }
  | { readonly epochs: readonly number[]; readonly steps?: never };

/**
 * Chooses the learning rate of one parameter group.
 *
 * A provider must: (1) return a finite rate >= 0, the same for the same moment until it observes another
 * epoch; (2) depend on nothing but its arguments and its own state; (3) restore exactly from `state()`, which
 * is plain JSON; (4) create no tensors; (5) refuse in `check()` a run that is longer than it has a rule for.
 * A policy without memory omits the last three functions.
 */
export interface LearningRatePolicy {
  /** Name shown in spans and in the run's report. */
  readonly name: string;
  /**
   * What it was made with, every default filled in; policies that it is composed of as `{ name, options }`. Compared when
   * a run is resumed. @default none
   */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Throws if the policy has no rate for some step of a run of this extent. */
  check(extent: TrainingExtent): void;
  /** Rate for the update at `moment`, in units of the optimizer's step size. */
  rate(moment: TrainingMoment): number;
  /**
   * Observes an epoch that has just ended.
   *
   * @param clock Where the run stands after it.
   * @returns Why the rate is going to change, in words; undefined if nothing happened.
   */
  observeEpoch?(clock: TrainingClock, metrics: EpochMetrics): string | undefined;
  /** Groups that it has separate policies for, if any. */
  readonly groups?: readonly string[];
  /** The policy of one of those groups; undefined for any other. */
  forGroup?(group: string): LearningRatePolicy | undefined;
  /** All that it remembers. */
  state?(): Json;
  /** Restores it to where it stood when `state` was taken; changes nothing if it fails. */
  restore?(state: Json): void;
}
