import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindCrossEntropy, type CrossEntropyOptions, CrossEntropyShape } from "../_shared/mod.ts";

/** What perplexity is taken of. */
export interface PerplexityOptions extends CrossEntropyOptions {}

const PerplexitySchema = z.strictObject(CrossEntropyShape);

/**
 * Perplexity: exp of the mean of -log p(target), over every position that is not ignored.
 *
 * Unlike the exponential of a mean over batches, it does not depend on how many positions of each batch are padding.
 *
 * @see `numpy.exp(sklearn.metrics.log_loss(...))`.
 */
export function perplexity(options: PerplexityOptions = {}): ContainerModule {
  const checked = parseOptions("make perplexity", PerplexitySchema, options);
  return bindCrossEntropy({ maker: "perplexity", base: "perplexity" }, checked, Math.exp);
}
