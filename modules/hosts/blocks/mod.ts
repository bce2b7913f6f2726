/**
 * A host from a list of blocks.
 *
 * @module
 */
export type { Block, SlotOption } from "../_layered/mod.ts";
export { blocks } from "./blocks.ts";
export type { BlocksOptions } from "./options.ts";
