import type { tf } from "../../deps.ts";
import type { Json } from "../json.ts";
import type { Column, ValueLimit } from "./dataset.ts";
import type { Host } from "./host.ts";

/** A number that an objective reports besides its loss. */
export interface MetricSpec {
  /** As Keras names it: `accuracy`, `mae`. */
  readonly name: string;
  /** Whether higher or lower values are better. */
  readonly better: "higher" | "lower";
  /** The task that it tells of, where it tells of one only. */
  readonly task?: string;
}

/** One of several losses, whose gradient the run's aggregator combines with those of the others. */
export interface LossTask {
  /** Unique in its objective. */
  readonly name: string;
  /** Factor of the loss, greater than 0. */
  readonly weight: number;
}

/**
 * Says how far the outputs are from the targets.
 *
 * Weights of the data come as a tensor: one for each example, [B], or one for each position, [B, T], where 0 masks a
 * position. With weights w_i of B examples the loss is sum_i w_i l_i / B, as in Keras; masked positions are left out of
 * both sums.
 *
 * A provider must: (1) return a mean over the examples of the batch, so that gradients of micro-batches can
 * be averaged, or over as many as `countOf` says; (2) be differentiable in the outputs; (3) check in `check()` all that
 * can be known before the first step, and refuse weights that it cannot use; (4) where it has several tasks, return
 * from `loss` the sum of their losses times their weights.
 */
export interface Objective {
  /** Name in spans and reports. */
  readonly name: string;
  /**
   * How a model that was trained on it names it, so that another process makes it again: the function of a built-in
   * provider, and its options as plain data. Omitted if it cannot be made again so.
   */
  readonly origin?: { readonly provider: string; readonly options: Json };
  /** What `computeMetrics` returns, in its order. */
  readonly metrics: readonly MetricSpec[];
  /** Losses with gradients of their own, two or more; omitted if there is but one. */
  readonly tasks?: readonly LossTask[];
  /**
   * Throws if the host's outputs and the targets do not fit this objective.
   *
   * @param weights Column of the data's weights, if they have any.
   */
  check(host: Host, targets: readonly Column[], weights?: Column): void;
  /**
   * What the values of a target column must be that does not say how many classes it has: class numbers below the
   * count of outputs; undefined if any count fits. @default undefined
   */
  limitOf?(host: Host, target: Column): ValueLimit | undefined;
  /** Mean loss of the batch. */
  loss(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): tf.Scalar;
  /** Mean loss of each of `tasks`, in their order and without their weights; present only if there are tasks. */
  taskLosses?(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): readonly tf.Scalar[];
  /** Mean of each further metric over the batch, such as accuracy: masks count, weights of examples do not. */
  computeMetrics(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): readonly tf.Scalar[];
  /**
   * How many values the batch's means are taken of if that is not the same for each example, as with masks: a pass
   * weighs its batches by it. @default as many as there are examples
   */
  countOf?(targets: readonly tf.Tensor[], weights?: tf.Tensor): tf.Scalar | undefined;
}
