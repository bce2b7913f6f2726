/**
 * Compute backends: what runs the kernels.
 *
 * @module
 */

export * from "../modules/compute/mod.ts";
export { auto } from "../modules/mod.ts";
