import type { tf } from "../../deps.ts";
import type { Json } from "../json.ts";
import type { RandomStream } from "../random.ts";
import type { ArenaLayout } from "./optimizer.ts";

// P = numbers in the parameter group

/** The gradient of a parameter group in a step. */
export interface GroupGradient {
  /** Name of the group. */
  readonly group: string;
  /** How its weights lie in the vectors. */
  readonly layout: ArenaLayout;
  /** Gradient of the mean loss, finite, [P]. */
  readonly gradients_P: tf.Tensor1D;
  /** The weights, [P]. */
  readonly parameters_P: tf.Tensor1D;
}

/** Where a transform stands in its run. */
export interface TransformContext {
  /** Updates done before this one. */
  readonly step: number;
  /** Follows from the run's seed, and is drawn from by transforms only. */
  readonly random: RandomStream;
}

/**
 * Changes the gradients of a step before optimizers get them: behind the aggregator, the guard against numbers that are
 * not finite, and the limits `clipNorm` and `clipValue`. Several act in the order in which they are composed.
 *
 * It is called with all groups that train on the host's losses together; a seed that trains beside the host is a call of
 * its own. Is called in a tidy.
 *
 * A provider must: (1) return a gradient for each group, in their order: a fresh tensor, or the one that it was given;
 * (2) change and dispose none of its arguments; (3) depend on nothing but its arguments, the numbers that it draws from
 * `random` and its own state; (4) restore exactly from `state()`, which is plain JSON; (5) leak no tensor. Reading
 * values back stalls the device in every step. One that remembers nothing leaves the last two functions out.
 */
export interface GradientTransform {
  /** Name in spans, reports and checkpoints. */
  readonly name: string;
  /** What it was made with, as plain data: a resumed run says what changed. @default none */
  readonly options?: Readonly<Record<string, Json>>;
  /** The gradients that optimizers are to get. */
  transform(groups: readonly GroupGradient[], context: TransformContext): readonly tf.Tensor1D[];
  /** All that it remembers. */
  state?(): Json;
  /** Restores it to where it stood when `state` was taken; changes nothing if it fails. */
  restore?(state: Json): void;
}
