/** Where training stands. */
export interface Progress {
  /** Updates done. */
  step: number;
  /** Epochs completed. */
  epoch: number;
}
