/**
 * Warmup, a plateau, a fall.
 *
 * @module
 */
export type { WarmupStableDecayOptions } from "./options.ts";
export { warmupStableDecay } from "./warmup_stable_decay.ts";
