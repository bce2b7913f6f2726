/**
 * Tamiyo: controllers of a run.
 *
 * @module
 */
export {
  type GrowthOptions,
  type GrowthPolicy,
  type GrowthTrialOptions,
  makeGrowth,
} from "./_growth/mod.ts";
export {
  type HeuristicOptions,
  type HeuristicPolicy,
  makeHeuristic,
} from "./_heuristic/mod.ts";
export type {
  PolicyAnswer,
  PolicyCommand,
  PolicyContext,
  PolicyFactory,
  TamiyoPolicy,
} from "./_policy/mod.ts";
export * from "./hosted/mod.ts";
export * from "./in_process/mod.ts";
export * from "./none/mod.ts";
export * from "./program/mod.ts";
