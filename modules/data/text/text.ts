import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type OpenContext,
  parseOptions,
  TOKENIZER,
  type TokenizerSource,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { DataFile } from "../_files/mod.ts";
import { openText } from "./open_text.ts";
import { type CheckedTextOptions, type TextOptions, TextSchema } from "./options.ts";

class Text implements DataSource {
  readonly name = "text";
  readonly #options: CheckedTextOptions;
  readonly #tokenizer: TokenizerSource;

  constructor(options: CheckedTextOptions, tokenizer: TokenizerSource) {
    this.#options = options;
    this.#tokenizer = tokenizer;
  }

  async open(_seed: number, context: OpenContext = {}): Promise<DataSplits> {
    const opened: DataFile[] = [];
    const close = () => {
      for (const file of opened) file.close();
    };
    try {
      const splits = await openText(this.#options, this.#tokenizer, { opened, context });
      return { ...splits, dispose: async () => close() };
    } catch (error) {
      close();
      throw error;
    }
  }
}

/**
 * Trains on windows over text: `tokens`, int32 of shape [T], and `next`, for each of them the token that follows.
 *
 * The run's tokenizer says what a token is: `characters()`, unless another one is among the modules. It is fitted to the
 * training text alone. A share is the end of the text, so that no window of it overlaps with one that is trained on.
 *
 * @example
 * ```ts
 * import { text } from "tolaria/data";
 *
 * const data = text({ files: "books/*.txt", length: 64, validation: 0.1 });
 * ```
 */
export function text(options: TextOptions): ContainerModule {
  const checked = parseOptions("make text", TextSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE)
      .toResolvedValue((tokenizer: TokenizerSource) => new Text(checked, tokenizer), [TOKENIZER])
      .inSingletonScope();
  });
}
