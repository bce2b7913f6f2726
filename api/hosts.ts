/**
 * Host networks: a tfjs model as it is, blocks with slots for seeds between them, and ready-made ones.
 *
 * @module
 */

export * from "../modules/hosts/mod.ts";
export {
  type AttentionLayerOptions,
  type AttentionOptions,
  attention,
  attentionLayer,
  type PositionEmbeddingOptions,
  positionEmbedding,
  type TiedEmbeddingOptions,
  tiedEmbedding,
} from "../modules/mod.ts";
