/**
 * Tokenizers: how text becomes ids, and a tokenizer from the file of a model folder.
 *
 * @module
 */
export type { Tokenizer } from "../core/mod.ts";
export * from "../modules/tokenizers/mod.ts";
