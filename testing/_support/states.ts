import type { StatePart, TrainingState } from "../../core/mod.ts";
import { tf } from "../../deps.ts";

/** A state of `numbers` numbers, each of them the step's; 4 bytes a number. */
export function stateAt(step: number, numbers = 10): TrainingState {
  const tensor = tf.fill([numbers], step) as tf.Tensor;
  const segments = [{ name: "w", shape: [numbers], offset: 0, size: numbers }];
  const part: StatePart = {
    version: 1,
    data: { step },
    tensors: [{ prefix: "weights", tensor, segments }],
  };
  return { step, epoch: 0, parts: new Map([["test", part]]), bytes: numbers * 4 };
}

/** Whether the tensors of a state were given back. */
export function isDisposed({ parts }: TrainingState): boolean {
  return [...parts.values()].every(({ tensors }) =>
    tensors.every(({ tensor }) => tensor.isDisposed),
  );
}
