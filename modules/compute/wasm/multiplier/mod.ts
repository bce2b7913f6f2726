/**
 * Products of matrices, by threads of our own.
 *
 * @module
 */
export type { Layout, Multiplier, Tables } from "./product.ts";
export { startMultiplier } from "./start.ts";
