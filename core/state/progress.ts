/** Progress of the training. */
export interface Progress {
  /** Updates done. */
  step: number;
  /** Epochs completed. */
  epoch: number;
}
