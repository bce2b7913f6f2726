/**
 * Metric: the coefficient of determination.
 *
 * @module
 */
export { type R2Options, r2 } from "./r2.ts";
