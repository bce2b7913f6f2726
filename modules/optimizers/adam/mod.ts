/**
 * Adam.
 *
 * @module
 */
export { adam } from "./adam.ts";
export type { AdamOptions } from "./options.ts";
