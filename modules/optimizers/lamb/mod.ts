/**
 * LAMB.
 *
 * @module
 */
export { lamb } from "./lamb.ts";
export type { LambOptions } from "./options.ts";
