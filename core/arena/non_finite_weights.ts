import { tf } from "../../deps.ts";
import { fetchValues, readsLate } from "../late_reads/fetch_values.ts";
import type { Parameter } from "../ports/host.ts";
import type { ParameterGroup } from "./parameter_group.ts";

/**
 * Names of the weights, trained or not, that hold NaN or an infinity.
 *
 * A loss tells of those that a batch reads, and of no other: a row of an embedding may be NaN for a whole run. Reads one
 * number a tensor from the device if all are finite.
 */
export function nonFiniteWeights(groups: Iterable<ParameterGroup>): readonly string[] {
  const all = [...groups];
  const sums_T = sumsOfZeros(all);
  const sums = sums_T.dataSync<"float32">();
  sums_T.dispose();
  return sums.every((sum) => sum === 0) ? [] : named(weightsOf(all));
}

/** {@link nonFiniteWeights} on any backend, as they are when it is called. */
export async function findNonFiniteWeights(
  groups: Iterable<ParameterGroup>,
): Promise<readonly string[]> {
  const all = [...groups];
  if (!readsLate()) return nonFiniteWeights(all);
  const weights = weightsOf(all);
  const sums_T = sumsOfZeros(all);
  const sums = await sums_T.data<"float32">();
  sums_T.dispose();
  if (sums.every((sum) => sum === 0)) return [];
  await fetchValues(weights.map(({ variable }) => variable));
  return named(weights);
}

/** A number for each tensor that the groups hold: not 0 if one of its numbers is not finite. The caller disposes them. */
function sumsOfZeros(groups: readonly ParameterGroup[]): tf.Tensor {
  const tensors = groups.flatMap(({ contents: { parameters_P, buffers } }): tf.Tensor[] => [
    parameters_P,
    ...buffers.map(({ variable }) => variable),
  ]);
  // 0 times NaN or an infinity is NaN, and so is any sum with it.
  return tf.tidy(() => tf.stack(tensors.map((tensor) => tensor.mul(0).sum())));
}

function weightsOf(groups: readonly ParameterGroup[]): readonly Parameter[] {
  return groups.flatMap(({ contents: { parameters, buffers } }) => [...parameters, ...buffers]);
}

function named(weights: readonly Parameter[]): readonly string[] {
  return weights
    .filter(({ variable }) => !variable.dataSync<"float32">().every(Number.isFinite))
    .map(({ name }) => name);
}
