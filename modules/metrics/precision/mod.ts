/**
 * Metric: precision.
 *
 * @module
 */
export { type PrecisionOptions, precision } from "./precision.ts";
