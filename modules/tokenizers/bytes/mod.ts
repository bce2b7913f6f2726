/**
 * Tokenizer: bytes.
 *
 * @module
 */
export { bytes } from "./bytes.ts";
