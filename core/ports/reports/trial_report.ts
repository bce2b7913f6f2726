/** What a trial found: the run was trained for some steps without a seed and, from the same state on the same batches, with it. */
export interface TrialReport {
  /** Updates done when both branches began. */
  readonly step: number;
  /** Steps of each branch. */
  readonly steps: number;
  /** The network's loss at the end of the branch without the seed. */
  readonly lossWithout: number;
  /** Its loss at the end of the branch with the seed; NaN if that branch was broken off. */
  readonly lossWith: number;
  /** By how much of `lossWithout` the seed lowered the loss. */
  readonly gain: number;
  /**
   * By how much the seed surely lowered the training loss in the later half of the branches: the mean over their steps, less
   * two standard errors. A seed with less than 0 does not stay, unless `minGain` is less. Omitted for less than two steps.
   */
  readonly trainingGain?: number;
  /** The least gain with which it stays. */
  readonly minGain: number;
  /** Whether training went on with the seed. */
  readonly kept: boolean;
  /** Multiply-adds of the branch that was given up and of both measurements; 0 if they are not known. */
  readonly multiplyAdds: number;
  /** Why the branch with the seed was broken off; omitted if it was not. */
  readonly brokenOff?: string;
}
