/**
 * Metrics: what validation and test examples are measured by, besides the objective.
 *
 * @module
 */
export type { ClassValue, ConfusionMatrix } from "../core/mod.ts";
export * from "../modules/metrics/mod.ts";
