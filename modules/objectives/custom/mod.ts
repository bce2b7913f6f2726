/**
 * An objective of the user's own.
 *
 * @module
 */
export { type Comparison, type CustomMeasure, type CustomOptions, custom } from "./custom.ts";
