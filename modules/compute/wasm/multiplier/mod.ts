/**
 * Products of matrices, by threads of our own.
 *
 * @module
 */
export type { Multiplier, Product } from "./product.ts";
export { startMultiplier } from "./start.ts";
