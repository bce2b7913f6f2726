/**
 * An objective of your own.
 *
 * @module
 */
export { type Comparison, type CustomMetric, type CustomOptions, custom } from "./custom.ts";
