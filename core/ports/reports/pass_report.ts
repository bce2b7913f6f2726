/** Means over the examples of a pass. */
export interface PassReport {
  /** Mean loss. */
  readonly loss: number;
  /** Each further metric of the objective by name. */
  readonly metrics: Readonly<Record<string, number>>;
}
