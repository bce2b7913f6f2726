import type { tf } from "../deps.ts";

// B = examples in a batch, C = classes

/** A network, and how every side of the throughput measurement trains it on digits. */
export interface BenchTask {
  /** Its name in results. */
  readonly name: string;
  /** Shape of one example; its numbers are the 784 of a digit. */
  readonly shape: readonly number[];
  /** Examples in a batch. */
  readonly batch: number;
  /** The network as tfjs's layers, with logits or probabilities at its end. */
  model(end: "linear" | "softmax"): tf.LayersModel;
  /** The same network's weights for a loop by hand. */
  weights(): tf.Variable[];
  /** What the network makes of a batch, [B, ...shape], by hand: logits, [B, C]. */
  logits(x: tf.Tensor, weights: readonly tf.Variable[]): tf.Tensor2D;
}

/** Classes of digits. */
export const CLASSES = 10;

/** Adam's: stock tfjs has no decay. */
export const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
