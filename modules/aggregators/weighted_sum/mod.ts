/**
 * Gradients added up.
 *
 * @module
 */
export { type WeightedSumOptions, weightedSum } from "./weighted_sum.ts";
