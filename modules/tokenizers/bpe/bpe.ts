import {
  parseOptions,
  TOKENIZER,
  type Tokenizer,
  type TokenizerFit,
  type TokenizerSource,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BytePairTokenizer, bytePairsFrom } from "../_forms/mod.ts";
import { countWords } from "./count_words.ts";
import { learnMerges } from "./learn_merges.ts";

/** How byte pairs are learned. */
export interface BpeOptions {
  /**
   * Ids to learn, from 256 to 1,048,576: the bytes and what they are merged to. There are fewer if no pair of ids
   * occurs twice any more.
   */
  readonly size: number;
}

const BpeSchema = z.strictObject({
  size: z
    .int()
    .min(256)
    .max(2 ** 20),
});

class Bpe implements TokenizerSource {
  readonly name = "bpe";
  readonly fit: TokenizerFit;
  readonly #size: number;

  constructor({ size }: BpeOptions) {
    this.#size = size;
    this.fit = { options: { size }, restore: bytePairsFrom };
  }

  async open(corpus: () => AsyncIterable<string>): Promise<Tokenizer> {
    const { tokens, merges } = learnMerges(await countWords(corpus()), this.#size);
    return new BytePairTokenizer(tokens, merges);
  }
}

/**
 * Learns byte-level byte pairs from the training text: frequent words become one id, rare ones several, and every text has
 * ids. The result is that of Hugging Face's `BpeTrainer` with GPT-2's `ByteLevel`.
 *
 * @see Sennrich et al. 2016, arXiv:1508.07909; Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
 *
 * @example
 * ```ts
 * import { text } from "tolaria/data";
 * import { bpe } from "tolaria/tokenizers";
 *
 * const config = { data: text({ files: "books/*.txt", length: 64 }), modules: [bpe({ size: 2_000 })] };
 * ```
 */
export function bpe(options: BpeOptions): ContainerModule {
  const checked = parseOptions("make bpe", BpeSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TOKENIZER).toConstantValue(new Bpe(checked));
  });
}
