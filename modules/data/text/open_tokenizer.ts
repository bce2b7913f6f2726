import { createHash } from "node:crypto";
import {
  errorMessage,
  type JsonObject,
  messageOf,
  type Tokenizer,
  type TokenizerSource,
} from "../../../core/mod.ts";
import { IndexFolder, stateLine } from "../_indexed/mod.ts";
import { type ReadingContext, readText, type TextRange } from "../_text/mod.ts";

/** A tokenizer, and what there is to tell of keeping it. */
export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly note?: string | undefined;
}

/** What tells ranges of text as they are now from any others. */
export function rangesKey(ranges: readonly TextRange[]): readonly string[] {
  return ranges.map(({ file, start, end }) => `${stateLine(file.state)} ${start} ${end}`);
}

/** Hash of what a tokenizer is, hexadecimal. */
export function hashOf(tokenizer: Tokenizer): string {
  return createHash("sha256").update(JSON.stringify(tokenizer.toJson())).digest("hex");
}

/** Opens a tokenizer, fits it to the training text, or finds what was fitted to it before. */
export async function openTokenizer(
  source: TokenizerSource,
  training: readonly TextRange[],
  folder: string | false,
  context: ReadingContext,
): Promise<OpenedTokenizer> {
  const open = async () => source.open(() => readText(training, context));
  const { fit } = source;
  if (!fit || folder === false) return { tokenizer: await open() };
  const cache = new IndexFolder(folder);
  const key = ["tokenizer", source.name, fit.options, rangesKey(training)];
  const found = cache.find(key);
  if ("body" in found) return { tokenizer: fit.restore(parse(found.body)) };
  const tokenizer = await open();
  try {
    cache.keep(key, {}, Buffer.from(JSON.stringify(tokenizer.toJson())));
  } catch (error) {
    return { tokenizer, note: errorMessage(messageOf(error), "keep the fitted tokenizer") };
  }
  return { tokenizer };
}

function parse(body: Uint8Array): JsonObject {
  return JSON.parse(Buffer.from(body).toString());
}
