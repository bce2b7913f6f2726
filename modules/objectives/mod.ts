/**
 * Objectives: losses and metrics.
 *
 * @module
 */
export type { ClassLossOptions } from "./_shared/mod.ts";
export * from "./binary_cross_entropy/mod.ts";
export * from "./categorical_hinge/mod.ts";
export * from "./cosine_similarity/mod.ts";
export * from "./custom/mod.ts";
export * from "./focal/mod.ts";
export * from "./hinge/mod.ts";
export * from "./huber/mod.ts";
export * from "./kullback_leibler/mod.ts";
export * from "./log_cosh/mod.ts";
export * from "./mean_absolute_error/mod.ts";
export * from "./mean_squared_error/mod.ts";
export * from "./poisson/mod.ts";
export * from "./softmax_cross_entropy/mod.ts";
export * from "./tasks/mod.ts";
