import { tf } from "../../deps.ts";
import type { ParameterGroup } from "./parameter_group.ts";

/**
 * Names of the weights, trained or not, that hold NaN or an infinity.
 *
 * A loss tells of those that a batch reads, and of no other: a row of an embedding may be NaN for a whole run. Reads one
 * number a tensor from the device if all are finite.
 */
export function nonFiniteWeights(groups: Iterable<ParameterGroup>): readonly string[] {
  const contents = Array.from(groups, (group) => group.contents);
  const tensors = contents.flatMap(({ parameters_P, buffers }): tf.Tensor[] => [
    parameters_P,
    ...buffers.map(({ variable }) => variable),
  ]);
  // 0 times NaN or an infinity is NaN, and so is any sum with it.
  const sums = tf.tidy(() => tf.stack(tensors.map((tensor) => tensor.mul(0).sum())).dataSync());
  if (sums.every((sum) => sum === 0)) return [];
  const weights = contents.flatMap(({ parameters, buffers }) => [...parameters, ...buffers]);
  return weights
    .filter(({ variable }) => !variable.dataSync<"float32">().every(Number.isFinite))
    .map(({ name }) => name);
}
