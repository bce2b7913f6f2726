import { errorMessage, messageOf, type Tokenizer, TolariaError } from "../../../core/mod.ts";
import type { DataFile } from "../_files/mod.ts";
import type { ReadingContext, TextRange } from "../_text/mod.ts";
import { encodeRanges, type TextCounts } from "./encode_ranges.ts";
import { hashOf, rangesKey } from "./open_tokenizer.ts";
import { TokenCache } from "./token_cache.ts";
import {
  fileStore,
  memoryStore,
  type Segment,
  type TokenStore,
  tokenArray,
  widthFor,
} from "./token_store.ts";

/** A part of the text as tokens. */
export interface EncodedPart {
  readonly segments: readonly Segment[];
  readonly counts: TextCounts;
  /** What there is to tell of keeping the tokens. */
  readonly note?: string | undefined;
}

/** Where tokens go. */
export interface EncodeOptions {
  readonly folder: string | false;
  readonly memoryBytes: number;
  /** Files that were opened are added, to be closed with the others. */
  readonly opened: DataFile[];
  readonly context: ReadingContext;
}

/**
 * Encodes a part of the text to a token file, or finds the one that was made of it before. If none can be kept, tokens are
 * held in memory.
 *
 * @throws {TolariaError} `data/invalid` if they do not fit into memory then.
 */
export async function encodePart(
  ranges: readonly TextRange[],
  tokenizer: Tokenizer,
  { folder, memoryBytes, opened, context }: EncodeOptions,
): Promise<EncodedPart> {
  const width = widthFor(tokenizer.size);
  const inMemory = () => encodeInMemory(ranges, tokenizer, memoryBytes, context);
  if (folder === false) return inMemory();
  const cache = new TokenCache(folder);
  const key = [hashOf(tokenizer), width, rangesKey(ranges)];
  try {
    const { file, counts } =
      cache.find(key) ??
      (await cache.make(key, width, (write) => encodeRanges(ranges, tokenizer, write, context)));
    opened.push(file);
    const store = fileStore(file, width, file.size <= memoryBytes);
    return { segments: segmentsOf(store, counts), counts };
  } catch (error) {
    // What the system refuses can be done without; a fault of the text cannot.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return { ...(await inMemory()), note: errorMessage(messageOf(error), "keep the tokens") };
  }
}

async function encodeInMemory(
  ranges: readonly TextRange[],
  tokenizer: Tokenizer,
  memoryBytes: number,
  context: ReadingContext,
): Promise<EncodedPart> {
  const width = widthFor(tokenizer.size);
  const pieces: Int32Array[] = [];
  let length = 0;
  const counts = await encodeRanges(
    ranges,
    tokenizer,
    (ids) => {
      length += ids.length;
      if (length * width > memoryBytes) throw tooLarge(memoryBytes);
      pieces.push(ids);
    },
    context,
  );
  const tokens = tokenArray(width, length);
  let at = 0;
  for (const piece of pieces) {
    tokens.set(piece, at);
    at += piece.length;
  }
  return { segments: segmentsOf(memoryStore("the text", tokens), counts), counts };
}

function segmentsOf(store: TokenStore, { tokens }: TextCounts): readonly Segment[] {
  let start = 0;
  return tokens.map((length) => {
    const segment = { store, start, end: start + length };
    start += length;
    return segment;
  });
}

function tooLarge(memoryBytes: number): TolariaError {
  return new TolariaError(
    "data/invalid",
    `The tokens take more than "memoryBytes" of ${memoryBytes}, and no file is kept of them: set "cache" to a folder that can be written to, or raise it. Cannot encode the text.`,
  );
}
