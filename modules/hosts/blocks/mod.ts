/**
 * A host from a list of blocks.
 *
 * @module
 */
export type { Block } from "../_layered/mod.ts";
export { blocks } from "./blocks.ts";
export type { BlocksOptions } from "./options.ts";
