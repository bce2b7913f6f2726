/**
 * Metric: recall.
 *
 * @module
 */
export { type RecallOptions, recall } from "./recall.ts";
