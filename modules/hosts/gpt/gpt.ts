import { HOST_BUILDER } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { GptBuilder } from "./gpt_builder.ts";
import { checkGpt, type GptOptions } from "./options.ts";

/**
 * Makes a transformer that predicts the next token, as GPT-2 is built: embeddings of tokens and places, blocks of causal
 * attention and an MLP with a normalization before each, and a score for each token, [B, T, V].
 *
 * With {@link text} it needs no sizes but its own: the data say how long a sequence is, and how many ids there are.
 *
 * Weights start from a normal distribution with a standard deviation of 0.02, divided by sqrt(2 layers) in the projections
 * that are added to the residual stream. With `from`, they start from a file of GPT-2's weights: names that are missing,
 * names that are unexpected and shapes that are wrong are one error that lists them.
 *
 * @throws {TolariaError} `options/invalid`. When a run starts, `model/missing`, `model/corrupt` or `model/invalid` if the
 * file does not fit.
 * @see Radford et al. 2019, Language Models are Unsupervised Multitask Learners, section 2.3.
 *
 * @example
 * ```ts
 * import { gpt } from "tolaria";
 *
 * const host = gpt({ layers: 4, heads: 4, width: 128, dropout: 0.1 });
 * ```
 */
export function gpt(options: GptOptions): ContainerModule {
  const checked = checkGpt(options);
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => new GptBuilder(checked))
      .inSingletonScope();
  });
}
