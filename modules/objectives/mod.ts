/**
 * Objectives: losses and metrics.
 *
 * @module
 */
export * from "./binary_cross_entropy/mod.ts";
export * from "./custom/mod.ts";
export * from "./mean_squared_error/mod.ts";
export * from "./softmax_cross_entropy/mod.ts";
export * from "./tasks/mod.ts";
