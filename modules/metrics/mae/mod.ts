/**
 * Metric: mean absolute error.
 *
 * @module
 */
export { type MaeOptions, mae } from "./mae.ts";
