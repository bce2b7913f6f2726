/**
 * Attention of sequences to sequences.
 *
 * @module
 */
export { type AttentionOptions, attention } from "./attention.ts";
