/**
 * Metric: F1.
 *
 * @module
 */
export { type F1Options, f1 } from "./f1.ts";
