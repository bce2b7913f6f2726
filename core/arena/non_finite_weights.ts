import { tf } from "../../deps.ts";
import { fetchValues, readsLate } from "../late_reads/fetch_values.ts";
import type { Parameter } from "../ports/host.ts";
import { offersFused, runFused } from "../ports/run_fused.ts";
import { joined } from "./flatten.ts";
import type { ParameterGroup } from "./parameter_group.ts";

/**
 * Names of the weights, trained or not, that hold NaN or an infinity.
 *
 * A loss tells of those that a batch reads, and of no other: a row of an embedding may be NaN for a whole run. Reads one
 * number a tensor from the device if all are finite.
 */
export function nonFiniteWeights(groups: Iterable<ParameterGroup>): readonly string[] {
  const all = [...groups];
  if (haveFiniteSquares(all)) return [];
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
  // 0 times NaN or an infinity is NaN, and so is any sum with it.
  return tf.tidy(() => tf.stack(tensorsOf(groups).map((tensor) => tensor.mul(0).sum())));
}

/**
 * Whether the sums of squares are finite, and so is each number: one pass, where a kernel computes
 * them. Squares of large numbers overflow.
 */
function haveFiniteSquares(groups: readonly ParameterGroup[]): boolean {
  const tensors = tensorsOf(groups);
  const floats = tensors.every(({ dtype }) => dtype === "float32");
  if (!floats || !offersFused("TolariaSquaredNorm")) return false;
  const squares = tf.tidy(() => {
    const scalars = tensors.flatMap((x) => runFused("TolariaSquaredNorm", { x }, {}) ?? []);
    return joined(scalars).dataSync<"float32">();
  });
  return squares.every(Number.isFinite);
}

function tensorsOf(groups: readonly ParameterGroup[]): tf.Tensor[] {
  return groups.flatMap(({ contents: { parameters_P, buffers } }): tf.Tensor[] => [
    parameters_P,
    ...buffers.map(({ variable }) => variable),
  ]);
}

function weightsOf(groups: readonly ParameterGroup[]): readonly Parameter[] {
  return groups.flatMap(({ contents: { parameters, buffers } }) => [...parameters, ...buffers]);
}

function named(weights: readonly Parameter[]): readonly string[] {
  return weights
    .filter(({ variable }) => !variable.dataSync<"float32">().every(Number.isFinite))
    .map(({ name }) => name);
}
