/**
 * Conflict-averse gradients.
 *
 * @module
 */
export { type CagradOptions, cagrad } from "./cagrad.ts";
