/**
 * Learning-rate schedules.
 *
 * @module
 */
export type { Over } from "./_shared/mod.ts";
export * from "./clamp/mod.ts";
export * from "./constant/mod.ts";
export * from "./cosine/mod.ts";
export * from "./cosine_restarts/mod.ts";
export * from "./exponential/mod.ts";
export * from "./frozen_rate/mod.ts";
export * from "./inverse_square_root/mod.ts";
export * from "./multi_step/mod.ts";
export * from "./one_cycle/mod.ts";
export * from "./per_group/mod.ts";
export * from "./plateau/mod.ts";
export * from "./polynomial/mod.ts";
export * from "./scale/mod.ts";
export * from "./sequence/mod.ts";
export * from "./step_decay/mod.ts";
export * from "./warmup/mod.ts";
export * from "./warmup_cosine/mod.ts";
export * from "./warmup_stable_decay/mod.ts";
