/**
 * Metric: whether the class is among the first few.
 *
 * @module
 */
export { type TopKOptions, topK } from "./top_k.ts";
