import { type Tokenizer, TolariaError } from "../../../core/mod.ts";
import { type ReadingContext, readText, type TextRange } from "../_text/mod.ts";

/** What there is in ranges of text. */
export interface TextCounts {
  /** Tokens of each range. */
  readonly tokens: readonly number[];
  /** Bytes in UTF-8. */
  readonly bytes: number;
  /** Code points of Unicode; undefined if they were not counted. */
  readonly characters?: number | undefined;
  /** Tokens that stand for what has no id. */
  readonly unknown: number;
}

/**
 * Encodes ranges of text, one after the other.
 *
 * @param write Takes the ids of a piece.
 * @throws {TolariaError} `data/invalid` if the tokenizer has no id for a character, or gives one that is not in [0, size).
 */
export async function encodeRanges(
  ranges: readonly TextRange[],
  tokenizer: Tokenizer,
  write: (ids: Int32Array) => void,
  { onBytes, signal }: ReadingContext,
): Promise<TextCounts> {
  const tokens: number[] = [];
  const sums = { bytes: 0, characters: 0, unknown: 0 };
  const count = (bytes: number) => {
    sums.bytes += bytes;
    onBytes?.(bytes);
  };
  for (const range of ranges) {
    let length = 0;
    for await (const text of readText([range], { onBytes: count, signal })) {
      const ids = encode(tokenizer, text, range);
      write(ids);
      length += ids.length;
      sums.characters += countCharacters(text);
      sums.unknown += countUnknown(ids, tokenizer.unknown);
    }
    tokens.push(length);
  }
  return { tokens, ...sums };
}

function encode(tokenizer: Tokenizer, text: string, { file }: TextRange): Int32Array {
  const ids = tokenizer.encode(text);
  const { name, size } = tokenizer;
  const wrong = ids.findIndex((id) => id < 0 || id >= size);
  if (wrong < 0) return ids;
  throw new TolariaError(
    "data/invalid",
    `Tokenizer "${name}" must give whole numbers from 0 to ${size - 1}, but gave ${ids[wrong]}. Cannot read "${file.state.path}".`,
  );
}

/** Counts code points: all UTF-16 code units but the second of a pair. */
function countCharacters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count += 1;
  }
  return count;
}

function countUnknown(ids: Int32Array, unknown: number | undefined): number {
  if (unknown === undefined) return 0;
  let count = 0;
  for (const id of ids) if (id === unknown) count += 1;
  return count;
}
