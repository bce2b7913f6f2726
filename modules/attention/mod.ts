/**
 * Attention of sequences to sequences.
 *
 * @module
 */
export type { AttentionOptions } from "./_check.ts";
export { attention } from "./attention.ts";
export { type AttentionLayerOptions, attentionLayer } from "./attention_layer.ts";
