import { DATA_SOURCE, type DataSource, type DataSplits, parseOptions } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { DataFile } from "../_files/mod.ts";
import { openText } from "./open_text.ts";
import { type CheckedTextOptions, type TextOptions, TextSchema } from "./options.ts";

class Text implements DataSource {
  readonly name = "text";
  readonly #options: CheckedTextOptions;

  constructor(options: CheckedTextOptions) {
    this.#options = options;
  }

  async open(): Promise<DataSplits> {
    const opened: DataFile[] = [];
    const close = () => {
      for (const file of opened) file.close();
    };
    try {
      return { ...openText(this.#options, opened), dispose: async () => close() };
    } catch (error) {
      close();
      throw error;
    }
  }
}

/**
 * Trains on windows over text: `tokens`, int32 of shape [T], and `next`, for each of them the token that follows.
 *
 * The ids of characters are learned from the training text, in the order of Unicode from 1 on; 0 stands for every other
 * character. A share is the end of the text, so that no window of it overlaps with one that is trained on.
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
    bind(DATA_SOURCE).toConstantValue(new Text(checked));
  });
}
