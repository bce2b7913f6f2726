/**
 * Metric: root of the mean squared error.
 *
 * @module
 */
export { type RmseOptions, rmse } from "./rmse.ts";
