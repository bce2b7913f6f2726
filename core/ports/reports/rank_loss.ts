/** Ranks that a run lost, and how it went on without them. */
export interface RankLoss {
  /** Their numbers in the group before. */
  readonly ranks: readonly number[];
  /** Ranks of the group before. */
  readonly before: number;
  /** Ranks that are left. */
  readonly size: number;
  /** Updates done when the loss was seen. */
  readonly fromStep: number;
  /** Updates done in the state from which training went on. */
  readonly step: number;
  /** From when the loss was seen until all that are left stood there, ms. */
  readonly durationMs: number;
  /** How the loss was seen, for people. */
  readonly reason: string;
}
