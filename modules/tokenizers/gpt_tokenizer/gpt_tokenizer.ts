import { parseOptions, TOKENIZER, type TokenizerSource } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { GPT_ENCODINGS, type GptEncoding } from "../../../deps_optional.ts";
import { openGptTokenizer } from "../_forms/mod.ts";

/** Which of OpenAI's encodings is taken. */
export interface GptTokenizerOptions {
  /** Name as tiktoken has it: `r50k_base` is GPT-2's, with 50,257 ids. */
  readonly encoding: "r50k_base" | "p50k_base" | "cl100k_base" | "o200k_base";
}

const GptTokenizerSchema: z.ZodType<GptTokenizerOptions> = z.strictObject({
  encoding: z.enum(GPT_ENCODINGS as [GptEncoding, ...GptEncoding[]]),
});

/**
 * Takes the byte pairs of OpenAI's models, by the optional package gpt-tokenizer. What looks like a special token in a
 * text is encoded as text.
 *
 * @example
 * ```ts
 * import { text } from "tolaria/data";
 * import { gptTokenizer } from "tolaria/tokenizers";
 *
 * const modules = [gptTokenizer({ encoding: "r50k_base" })];
 * const config = { data: text({ files: "books/*.txt", length: 64 }), modules };
 * ```
 */
export function gptTokenizer(options: GptTokenizerOptions): ContainerModule {
  const { encoding } = parseOptions("make gptTokenizer", GptTokenizerSchema, options);
  const source: TokenizerSource = {
    name: encoding,
    open: () => openGptTokenizer(encoding),
  };
  return new ContainerModule(({ bind }) => {
    bind(TOKENIZER).toConstantValue(source);
  });
}
