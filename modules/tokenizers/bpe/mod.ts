/**
 * Tokenizer: byte-level byte pairs, learned from the training text.
 *
 * @module
 */
export { type BpeOptions, bpe } from "./bpe.ts";
