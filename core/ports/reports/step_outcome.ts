import type { Combination } from "./aggregation_report.ts";

/** What a step did. */
export interface StepOutcome {
  /** Mean loss, then each metric. */
  readonly metrics: Float32Array;
  /** Examples behind it. */
  readonly examples: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Rate of the host's group. */
  readonly learningRate: number;
  /** Whether the weights moved; false if loss or gradient was not finite. */
  readonly applied: boolean;
  /** Names of the tasks that were left out as their loss or gradient was not finite. */
  readonly droppedTasks: readonly string[];
  /** How the gradients of several tasks became one. */
  readonly combination?: Combination;
}
