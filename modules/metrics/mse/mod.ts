/**
 * Metric: mean squared error.
 *
 * @module
 */
export { type MseOptions, mse } from "./mse.ts";
