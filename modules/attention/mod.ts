/**
 * Attention of sequences to sequences.
 *
 * @module
 */
export type { AttentionOptions } from "./_check.ts";
export { attention } from "./attention.ts";
export {
  AttentionLayer,
  type AttentionLayerOptions,
  attentionLayer,
  partsOf,
} from "./attention_layer.ts";
