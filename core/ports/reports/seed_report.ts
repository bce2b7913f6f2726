import type { PassReport } from "./pass_report.ts";
import type { TrialReport } from "./trial_report.ts";

/**
 * What came to weights through a seed that was grafted in and still trained: means over the steps in which its gradient
 * was taken by itself.
 */
export interface SeedInfluence {
  /** The slot that it grows in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** Steps in which it was measured: each that the aggregator needs its gradient for, every tenth otherwise. */
  readonly steps: number;
  /** Norm of its gradient at full share; NaN if it was never finite, as the next two are. */
  readonly norm: number;
  /** Its part of the lengths of all tasks' gradients as they were added, from 0 to 1. */
  readonly share: number;
  /** Cosine of the angle to the gradient that comes from the host's losses around it. */
  readonly cosine: number;
  /** Steps in which the two pointed against each other. */
  readonly conflicts: number;
  /** Steps in which it was left out, as its gradient was not finite. */
  readonly dropped: number;
}

/** A stage that a seed came to. */
export interface SeedStage {
  /** Name of a Leyline `SeedLifecycleStage`. */
  readonly stage: string;
  /** Epochs completed when it came to it. */
  readonly epoch: number;
  /** Updates done when it came to it. */
  readonly step: number;
  /** Why, in words. */
  readonly reason: string;
}

/** What became of a seed. */
export interface SeedStory {
  /** The slot that it grew in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** What it was built from. */
  readonly blueprint: string;
  /** Numbers that it has. */
  readonly parameterCount: number;
  /** Whether its weights are in a parameter group, so that each step moves them. */
  readonly trained: boolean;
  /** Its stages in order; the last is the one that it is in. */
  readonly stages: readonly SeedStage[];
  /** What the network measured before the seed was grafted in; undefined if it never was. */
  readonly before?: PassReport;
  /** What it measured in the last epoch with the seed. */
  readonly after?: PassReport;
  /** What its trial found; undefined if it had none. */
  readonly trial?: TrialReport;
  /** Multiply-adds that it took, those of its trial and for passes of the rest of the host on its behalf, too; omitted if they are not known. */
  readonly multiplyAdds?: number;
  /** What came to weights through it; undefined if it never was grafted in. */
  readonly influence?: SeedInfluence;
}
