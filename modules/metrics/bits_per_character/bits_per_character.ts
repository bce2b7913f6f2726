import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindCrossEntropy, type CrossEntropyOptions, CrossEntropyShape } from "../_shared/mod.ts";

/** What bits per character are taken of. */
export interface BitsPerCharacterOptions extends CrossEntropyOptions {
  /**
   * Characters that a token stands for in the mean, greater than 0.
   * @default what `text()` counted in the text that is measured, else 1: a token is a character
   */
  readonly charactersPerToken?: number;
}

const BitsPerCharacterSchema = z.strictObject({
  ...CrossEntropyShape,
  charactersPerToken: z.number().positive().optional(),
});

/**
 * Bits per character: the mean of -log2 p(target) over every position that is not ignored, divided by the characters of a
 * token. Unlike perplexity, it compares models whose tokens are different.
 *
 * @see Graves 2013, Generating Sequences With Recurrent Neural Networks, arXiv:1308.0850, section 3.1.
 */
export function bitsPerCharacter(options: BitsPerCharacterOptions = {}): ContainerModule {
  const { charactersPerToken, ...checked } = parseOptions(
    "make bitsPerCharacter",
    BitsPerCharacterSchema,
    options,
  );
  return bindCrossEntropy(
    { maker: "bitsPerCharacter", base: "bits_per_character" },
    checked,
    (mean, { perId }) => mean / Math.LN2 / (charactersPerToken ?? perId?.characters ?? 1),
  );
}
