/**
 * Gradient surgery.
 *
 * @module
 */
export { type PcgradOptions, pcgrad } from "./pcgrad.ts";
