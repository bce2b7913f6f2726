/**
 * Batches that are handed in by whoever drives the run.
 *
 * @module
 */
export { driven } from "./driven.ts";
export type { DrivenExamples, DrivenOptions } from "./options.ts";
