import { projected, sumOf } from "../_shared/mod.ts";

// T = tasks

/**
 * Removes from each task's gradient the part that fights another's, and adds the gradients up.
 *
 * @param gram_TT Inner products of the task gradients, row-major, [T, T].
 * @param orders For each task, the order in which its rivals are visited; the same orders give the same result.
 * @returns Weights of the combined gradient, [T].
 * @see Yu et al. 2020, arXiv:2001.06782, algorithm 1.
 */
export function pcgradWeights(
  gram_TT: Float64Array,
  orders: readonly (readonly number[])[],
): Float64Array {
  return sumOf(orders.map((order, task) => projected(gram_TT, task, order)));
}
