/**
 * Metric: perplexity of a language model.
 *
 * @module
 */
export { type PerplexityOptions, perplexity } from "./perplexity.ts";
