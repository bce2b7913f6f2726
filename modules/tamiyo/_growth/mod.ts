/**
 * The policy that grows seeds by dates.
 *
 * @module
 */
export type { GrowthPolicy } from "./growth.ts";
export { type GrowthOptions, GrowthSchema, type GrowthTrialOptions } from "./options.ts";
export { default as makeGrowth } from "./policy.ts";
