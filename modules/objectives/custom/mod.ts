/**
 * An objective of the user's own.
 *
 * @module
 */
export { type Comparison, type CustomMetric, type CustomOptions, custom } from "./custom.ts";
