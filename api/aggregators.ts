/**
 * Gradient aggregators: how the gradients of several tasks become one.
 *
 * @module
 */
export * from "../modules/aggregators/mod.ts";
