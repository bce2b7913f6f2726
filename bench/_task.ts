import type { tf } from "../deps.ts";

// B = examples in a batch, C = classes

/** A network, and the shapes of what it is trained on. */
export interface TrainingTask {
  /** Its name in results. */
  readonly name: string;
  /** Shape of one example. */
  readonly shape: readonly number[];
  /** Number of ids, if an example is ids instead of numbers. @default numbers */
  readonly ids?: number;
  /** Classes of each target. */
  readonly classes: number;
  /** Shape of an example's targets. @default [], one class */
  readonly places?: readonly number[];
  /** Examples in a batch. */
  readonly batch: number;
  /** The network as tfjs's layers, with logits or probabilities at its end. */
  model(end: "linear" | "softmax"): tf.LayersModel;
  /** The first `count` examples, the same in every process. */
  examples(count: number): Promise<Examples>;
}

/** Inputs and classes, row-major. */
export interface Examples {
  readonly inputs: Float32Array | Int32Array;
  readonly labels: Int32Array;
}

/** A network, and how every side of the throughput measurement trains it on digits. */
export interface BenchTask extends TrainingTask {
  /** The same network's weights for a loop by hand. */
  weights(): tf.Variable[];
  /** What the network makes of a batch, [B, ...shape], by hand: logits, [B, C]. */
  logits(x: tf.Tensor, weights: readonly tf.Variable[]): tf.Tensor2D;
}

/** Adam's: stock tfjs has no decay. */
export const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
