/**
 * Tokenizer: one from a file.
 *
 * @module
 */
export { type TokenizerJsonOptions, tokenizerJson } from "./tokenizer_json.ts";
