/**
 * Metric: mean absolute percentage error.
 *
 * @module
 */
export { type MapeOptions, mape } from "./mape.ts";
