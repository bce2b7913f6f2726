/**
 * Objective: absolute distance, for regression.
 *
 * @module
 */
export { meanAbsoluteError } from "./mean_absolute_error.ts";
