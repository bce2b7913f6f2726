/**
 * Metric: accuracy.
 *
 * @module
 */
export { type AccuracyOptions, accuracy } from "./accuracy.ts";
