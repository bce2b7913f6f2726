/**
 * Objective: directions of vectors.
 *
 * @module
 */
export { cosineSimilarity } from "./cosine_similarity.ts";
