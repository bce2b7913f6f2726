/** Progress of the training. */
export interface Progress {
  /** Updates done. */
  step: number;
  /** Epochs completed. */
  epoch: number;
}

/** Where a run is to end. */
export interface RunTarget {
  /** Steps done before the run began; another number once it has been resumed. */
  firstStep: number;
  /** Steps that training will have done if nothing stops the run; likewise. */
  totalSteps: number;
}
