/**
 * Another policy, times a factor.
 *
 * @module
 */
export { scale } from "./scale.ts";
