/**
 * Gradient aggregators: how the gradients of several tasks become one.
 *
 * @module
 */
export * from "./cagrad/mod.ts";
export * from "./host_priority/mod.ts";
export * from "./mgda/mod.ts";
export * from "./pcgrad/mod.ts";
export * from "./weighted_sum/mod.ts";
