/**
 * Examples in memory.
 *
 * @module
 */
export { arrays } from "./arrays.ts";
export type { ArrayColumn, ArrayExamples, ArraysOptions } from "./options.ts";
