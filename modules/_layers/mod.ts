/**
 * Layers that TensorFlow.js has none like, shared by all roles.
 *
 * @module
 */
export { AttentionLayer, attentionLayer, partsOf } from "../attention/mod.ts";
export { normalInitializer } from "./_shared.ts";
export {
  PositionEmbedding,
  type PositionEmbeddingOptions,
  positionEmbedding,
} from "./position_embedding.ts";
export { TiedEmbedding, type TiedEmbeddingOptions, tiedEmbedding } from "./tied_embedding.ts";
