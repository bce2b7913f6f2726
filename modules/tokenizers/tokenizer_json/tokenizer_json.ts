import { readFile } from "node:fs/promises";
import {
  type ErrorCode,
  errorMessage,
  messageOf,
  parseOptions,
  TOKENIZER,
  type Tokenizer,
  type TokenizerSource,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { tokenizerFrom } from "../_forms/mod.ts";

/** Which tokenizer is read. */
export interface TokenizerJsonOptions {
  /** Path of a `tokenizer.json`: of Hugging Face's, or of a model folder. */
  readonly file: string;
}

const TokenizerJsonSchema = z.strictObject({ file: z.string().min(1) });

class TokenizerJson implements TokenizerSource {
  readonly name = "tokenizer.json";
  readonly #file: string;

  constructor({ file }: TokenizerJsonOptions) {
    this.#file = file;
  }

  async open(): Promise<Tokenizer> {
    const text = await this.#attempt("data/corrupt", () => readFile(this.#file, "utf8"));
    return this.#attempt("data/invalid", async () => tokenizerFrom(JSON.parse(text)));
  }

  async #attempt<T>(code: ErrorCode, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new TolariaError(code, errorMessage(messageOf(cause), `read "${this.#file}"`), {
        cause,
      });
    }
  }
}

/**
 * Reads a tokenizer from a `tokenizer.json`: one of Hugging Face's (byte pairs, WordPiece, Unigram or whole words), or that
 * of a model folder, to train on other text with the same ids.
 *
 * Special tokens that a post-processor would add are not added, and texts are not cut or padded.
 *
 * @example
 * ```ts
 * import { text } from "tolaria/data";
 * import { tokenizerJson } from "tolaria/tokenizers";
 *
 * const modules = [tokenizerJson({ file: "gpt2/tokenizer.json" })];
 * const config = { data: text({ files: "books/*.txt", length: 64 }), modules };
 * ```
 */
export function tokenizerJson(options: TokenizerJsonOptions): ContainerModule {
  const checked = parseOptions("make tokenizerJson", TokenizerJsonSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TOKENIZER).toConstantValue(new TokenizerJson(checked));
  });
}
