/**
 * The same factor in the same time.
 *
 * @module
 */
export { type ExponentialOptions, exponential } from "./exponential.ts";
