import type { Task } from "../gradient_aggregator.ts";

/** How long a task's gradient is in one weight. */
export interface LayerNorm {
  /** The weight's name. */
  readonly name: string;
  /** Euclidean norm of its part of the gradient. */
  readonly norm: number;
}

/** What one task's gradient had to do with the combined one. */
export interface TaskGradientReport {
  /** The task's name. */
  readonly name: string;
  /** Norm of its gradient, before clipping and weight; NaN if it is not finite. */
  readonly norm: number;
  /** Its factor in the combined gradient. */
  readonly weight: number;
  /** Its part of the lengths that were added: |w_i| |g_i| over the sum of all tasks'. */
  readonly share: number;
  /** Cosine of the angle to the combined gradient; 0 if either is zero. */
  readonly cosine: number;
  /** Of a seed, cosine of the angle to the host's gradient, which is that of its losses times their weights. */
  readonly hostCosine?: number;
  /** The weights in which its gradient is longest, where they are asked for by `topLayerNorms`. */
  readonly layers?: readonly LayerNorm[];
}

/** How the gradients of several tasks became one. */
export interface AggregationReport {
  /** Each task, in order. */
  readonly tasks: readonly TaskGradientReport[];
  /** Pairs of tasks whose gradients have a negative inner product. */
  readonly conflicts: number;
}

/** The gradients of several tasks as they were, and what they became. */
export interface Combination {
  /** The tasks, in the order of the rows. */
  readonly tasks: readonly Task[];
  /** Inner products of the rows, those that are not finite 0, row-major, [R, R]. */
  readonly gram_RR: Float64Array;
  /** Weight of each row in the combined gradient, [R]. */
  readonly weights_R: Float64Array;
  /** Numbers of the tasks that are left out as their gradient or loss is not finite. */
  readonly dropped: readonly number[];
  /** For each task, the weights in which its gradient is longest; only if they are asked for. */
  readonly layers?: readonly (readonly LayerNorm[])[];
}
