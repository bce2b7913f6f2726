/**
 * The built-in policy.
 *
 * @module
 */
export type { HeuristicPolicy } from "./heuristic.ts";
export type { HeuristicOptions } from "./options.ts";
export { default as makeHeuristic } from "./policy.ts";
