import { TOKENIZER, type TokenizerSource } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { ByteTokenizer } from "../_forms/mod.ts";

/**
 * Takes the bytes of a text in UTF-8 as its ids: 256 of them, and nothing to fit. A corpus is read as it is, whatever
 * its bytes are; those that are no UTF-8 are decoded to U+FFFD.
 *
 * @example
 * ```ts
 * import { text } from "tolaria/data";
 * import { bytes } from "tolaria/tokenizers";
 *
 * const config = { data: text({ files: "books/*.txt", length: 64 }), modules: [bytes()] };
 * ```
 */
export function bytes(): ContainerModule {
  const source: TokenizerSource = { name: "bytes", open: () => new ByteTokenizer() };
  return new ContainerModule(({ bind }) => {
    bind(TOKENIZER).toConstantValue(source);
  });
}
