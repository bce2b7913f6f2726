import type { tf } from "../../deps.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";

/** A step that was taken, and of which nothing is known. */
export interface UnreadStep {
  /** All that has to be read of it. Disposed by whoever reads them. */
  readonly numbers: tf.Tensor1D;
  /** Whether the step was right to go on as if they were finite. */
  isPlain(numbers: Float32Array): boolean;
  /** What it did. */
  conclude(numbers: Float32Array): StepOutcome;
}
