import type { Json } from "../json.ts";
import type { RandomStream } from "../random.ts";

// T = tasks

/**
 * What has a gradient of its own.
 *
 * A `host` task trains the network that is there, a `seed` task one that grows in it and may have to give way.
 */
export interface Task {
  /** Unique in its run. */
  readonly name: string;
  /** Whose loss it is. */
  readonly role: "host" | "seed";
  /** Factor of its gradient before gradients are combined, at least 0: its loss's weight, or its stage's. */
  readonly weight: number;
}

/**
 * Combines the gradients of several tasks to one, w^T J, where row i of J is the gradient of task i.
 *
 * It never sees the gradients, which may be long, but only their inner products G = J J^T: every method that
 * is a function of G costs the same two passes over J. Tasks whose gradient is not finite or zero, or whose
 * weight is 0, are left out before; the others come with their gradients already scaled by clipping and weight.
 *
 * A provider must: (1) return a finite weight for each task, gradients that are zero included; (2) depend on
 * nothing but its arguments, the numbers that it draws from `random` and its own state; (3) change none of its
 * arguments but `random`; (4) create no tensors; (5) weigh a single task by 1, or by what its options say;
 * (6) restore exactly from `state()`, which is plain JSON. One that remembers nothing leaves the last two
 * functions out.
 */
export interface GradientAggregator {
  /** Name in spans and reports. */
  readonly name: string;
  /** Throws if the tasks that a run begins with cannot be combined. */
  check(tasks: readonly Task[]): void;
  /**
   * Weights of the combined gradient, [T].
   *
   * @param gram_TT Inner products of the gradients, row-major, [T, T].
   * @param random Follows from the run's seed, and is drawn from by aggregators only.
   */
  weights(gram_TT: Float64Array, tasks: readonly Task[], random: RandomStream): Float64Array;
  /**
   * The weight of a task if it depends on no gradient and no other task: what `weights` returns for it, always. Then the
   * combined gradient is that of a sum of losses, which takes one backward pass. @default it depends on them
   */
  fixedWeight?(task: Task): number;
  /** All that it remembers. */
  state?(): Json;
  /** Restores it to where it stood when `state` was taken; changes nothing if it fails. */
  restore?(state: Json): void;
}
