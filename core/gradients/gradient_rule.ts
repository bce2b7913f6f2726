import type { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import type { Combination } from "../ports/reports/aggregation_report.ts";

// P = numbers in a parameter group, R = gradients a group, S = numbers that are measured

/** The gradient of a batch. */
export interface BatchGradient {
  /** For each parameter group in turn, its gradient, [P], or its gradients, [R, P]. */
  readonly gradients: readonly tf.Tensor[];
  /** Sum of the squares of each gradient, if it came for free; the caller's too. */
  readonly squares_G?: readonly (tf.Scalar | undefined)[];
  /** Means over the batch, [S]. */
  readonly metrics_S: tf.Tensor1D;
  /** How many values these are means of, if that is not as many as there are examples. */
  readonly count?: tf.Scalar;
}

/** What one step's batches say together. */
export interface StepGradient {
  /** Gradient of the mean loss for each group in turn, [P]; none if no task's is finite. The caller's. */
  readonly gradients: readonly tf.Tensor1D[];
  /** Mean loss, then each metric, read back. */
  readonly metrics: Float32Array;
  /** Loss of each seed that trains beside the host, in the order of their slots. */
  readonly seedLosses?: Float32Array;
  /** Euclidean norm of the gradient of the host's losses, all groups together. */
  readonly norm: number;
  /** The same on a device whose numbers are read late: what the gradient is clipped by there. The caller's. */
  readonly deviceNorm?: tf.Scalar;
  /** Euclidean norm of each group's own part. */
  readonly norms: readonly number[];
  /** How the gradients of several tasks became one. */
  readonly combination?: Combination;
}

/** How a batch becomes a gradient, and what a step's batches gave becomes that of the step. */
export interface GradientRule {
  /** Whether the step's gradients are the mean ones, whatever is read of them. @default false */
  readonly isDirect?: boolean;
  /** Whether `measure` reads the gradients themselves. @default false */
  readonly readsGradients?: boolean;
  /** Both are the caller's; what else it makes, its tidy disposes. */
  differentiate(batch: Batch): BatchGradient;
  /**
   * What has to be known about the mean gradients of a step, for a single read from the device.
   *
   * @param squares_G What the only batch of the step said of them.
   * @param sampled Whether the step is one of those that are looked at closely.
   */
  measure(
    gradients: readonly tf.Tensor[],
    squares_G?: BatchGradient["squares_G"],
    sampled?: boolean,
  ): tf.Tensor1D;
  /**
   * Called if the step's gradient is not finite: whether there is a way to differentiate that finds out whose it is. The
   * step's batches are differentiated again then. @default there is none
   */
  retry?(): boolean;
  /**
   * Makes the step's gradient of what was added up, which it takes over, and what was read back.
   *
   * @param sampled Whether the step is one of those that are looked at closely.
   */
  conclude(
    gradients: readonly tf.Tensor[],
    metrics: Float32Array,
    measured: Float32Array,
    sampled: boolean,
  ): StepGradient;
}
