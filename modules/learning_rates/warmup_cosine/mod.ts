/**
 * Linear warmup into a cosine.
 *
 * @module
 */
export type { WarmupCosineOptions } from "./options.ts";
export { warmupCosine } from "./warmup_cosine.ts";
