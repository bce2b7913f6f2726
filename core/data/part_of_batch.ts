import type { tf } from "../../deps.ts";
import type { Batch } from "./feeder.ts";

/**
 * The examples from `from` up to `to` of a batch, of which these tensors hold a part. The caller disposes the tensors.
 *
 * @returns If there are none, the first example of the part, for the shapes of what is computed.
 */
export function partOfBatch(batch: Batch, from: number, to: number): Batch {
  const { inputs, targets, weights, indices, part, size } = batch;
  const begin = from === to ? 0 : from - (part?.from ?? 0);
  const count = Math.max(1, to - from);
  if (begin === 0 && count === size) return { ...batch, dispose: () => {} };
  const cut = (tensor: tf.Tensor): tf.Tensor => tensor.slice(begin, count);
  const made = [...inputs, ...targets].map(cut);
  return {
    inputs: made.slice(0, inputs.length),
    targets: made.slice(inputs.length),
    ...(weights && { weights: cut(weights) }),
    indices: indices.subarray(begin, begin + count),
    size: count,
    dispose: () => {
      for (const tensor of made) tensor.dispose();
    },
  };
}
