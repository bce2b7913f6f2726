import { type DataProgress, TOKENIZER, type Tokenizer } from "../../core/mod.ts";
import { Container, type ContainerModule } from "../../deps.ts";
import type { DataFile } from "../data/_files/mod.ts";
import { countBytes, cutFiles, openTexts, readText, sizeOf } from "../data/_text/mod.ts";

/** What a tokenizer is fitted to. */
export interface TrainTokenizerOptions {
  /** Path, or pattern such as `books/*.txt`, or several, of UTF-8 text of any size. */
  readonly files: string | readonly string[];
  /** Called as the reading goes on. */
  readonly onProgress?: (progress: DataProgress) => void;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Fits a tokenizer to texts outside of any training: for a `tokenizer.json` that several trainings share.
 *
 * @param tokenizer Its provider, such as `bpe({ size: 2_000 })`.
 * @throws {TolariaError} `data/corrupt`, naming file and byte, if a file is no UTF-8 text.
 *
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { bpe, trainTokenizer } from "tolaria/tokenizers";
 *
 * const tokenizer = await trainTokenizer(bpe({ size: 2_000 }), { files: "books/*.txt" });
 * writeFileSync("tokenizer.json", JSON.stringify(tokenizer.toJson()));
 * ```
 */
export async function trainTokenizer(
  tokenizer: ContainerModule,
  { files, ...context }: TrainTokenizerOptions,
): Promise<Tokenizer> {
  const container = new Container();
  container.load(tokenizer);
  const source = await container.getAsync(TOKENIZER);
  const opened: DataFile[] = [];
  try {
    const [ranges = []] = cutFiles(openTexts(files, opened), []);
    const reading = countBytes("fit", source.name, sizeOf(ranges), context);
    return await source.open(() => readText(ranges, reading));
  } finally {
    for (const file of opened) file.close();
  }
}
