import type { PassReport } from "./pass_report.ts";
import type { EpochReport } from "./run_report.ts";

/** What lies between two boundaries: an epoch, or with `boundarySteps` a part of one. */
export interface IntervalReport {
  /** Number of the boundary that ends it, from 1. Without `boundarySteps` it is that of the epoch. */
  readonly boundary: number;
  /** The epoch that it lies in, from 1. */
  readonly epoch: number;
  /** Updates done in the run so far. */
  readonly step: number;
  /** Means over its steps, each at the weights it had. */
  readonly train: PassReport;
  /**
   * Measured at its end, with `boundarySteps` always on the same `boundaryExamples`; undefined if there is no validation
   * data.
   */
  readonly validation?: PassReport;
  /** Rate of its last step. */
  readonly learningRate: number;
  /** Mean duration of a step in milliseconds. */
  readonly stepMs: number;
  /** The epoch, if it ends with it. */
  readonly ends?: EpochReport;
}
