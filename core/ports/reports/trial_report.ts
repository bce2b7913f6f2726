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
  /**
   * By how much of it the seed lowered the loss: of what was measured, and of what the later half of each branch was trained
   * on; the lesser of the two.
   */
  readonly gain: number;
  /** The second of the two; omitted if the branches ended before. */
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
