/**
 * A host from a list of blocks.
 *
 * @module
 */
export { blocks } from "./blocks.ts";
export type { BlocksOptions } from "./options.ts";
