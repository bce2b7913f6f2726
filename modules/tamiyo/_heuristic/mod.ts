/**
 * The built-in policy.
 *
 * @module
 */
export type { HeuristicOptions } from "./options.ts";
export { default as makeHeuristic } from "./policy.ts";
