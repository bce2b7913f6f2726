/**
 * Optimizer: an average of the weights beside them.
 *
 * @module
 */
export { type EmaOptions, ema } from "./ema.ts";
