import { cannotRead, checkEncoding, firstInvalidByte } from "../_indexed/mod.ts";
import type { TextRange } from "./text_part.ts";

/** Bytes that are read at once. */
const CHUNK_BYTES = 2 ** 20;

/** Longest piece without a place to cut it, UTF-16 code units. */
const MAX_PIECE = 4 * 2 ** 20;

/** What reading is watched by. */
export interface ReadingContext {
  /** Called with the bytes of each piece once it is done with. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads ranges of text one after the other, in pieces as {@link readPieces}. */
export async function* readText(
  ranges: readonly TextRange[],
  { onBytes, signal }: ReadingContext,
): AsyncGenerator<string> {
  for (const range of ranges) {
    for (const { text, bytes } of readPieces(range)) {
      yield text;
      onBytes?.(bytes);
      // Timers and signals get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }
}

/** A piece of the text. */
interface TextPiece {
  readonly text: string;
  /** Bytes of it. */
  readonly bytes: number;
}

/**
 * Reads a range of UTF-8 text in pieces, without a byte order mark.
 *
 * A piece ends where white space follows a letter or a digit, so that byte-level tokenizers give the ids of the whole
 * text. A text of megabytes without such a place is cut between characters.
 *
 * @throws {TolariaError} `data/corrupt`, naming file and byte, if it is compressed, of another encoding or binary.
 */
function* readPieces({ file, start, end }: TextRange): Generator<TextPiece> {
  let rest = "";
  let bytes = 0;
  const head = file.read(0, Math.min(file.size, CHUNK_BYTES));
  const mark = checkEncoding(file.state.path, head);
  for (let at = Math.max(start, mark); at < end; ) {
    const chunk = readCharacters({ file, start: at, end });
    at += chunk.length;
    bytes += chunk.length;
    rest += chunk.toString("utf8");
    const cut = at === end || rest.length > MAX_PIECE ? rest.length : placeToCut(rest);
    if (cut === 0) continue;
    const text = rest.slice(0, cut);
    rest = rest.slice(cut);
    const left = Buffer.byteLength(rest);
    yield { text, bytes: bytes - left };
    bytes = left;
  }
}

/** Reads whole characters from the start of a range. */
function readCharacters({ file, start, end }: TextRange): Buffer {
  const bytes = file.read(start, Math.min(end, start + CHUNK_BYTES));
  const whole = start + bytes.length === end ? bytes : bytes.subarray(0, endOfCharacters(bytes));
  const invalid = firstInvalidByte(whole);
  if (invalid === undefined) return whole;
  throw cannotRead(
    file.state.path,
    `the text must be UTF-8, but byte ${start + invalid} is not; bytes() takes any bytes`,
  );
}

/** Offset behind the last character that is whole. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

const SPACE = /\p{White_Space}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** The last place at which white space follows a letter or a digit; 0 if there is none. */
function placeToCut(text: string): number {
  for (let at = text.length - 1; at > 0; at--) {
    if (SPACE.test(text[at] as string) && LETTER_OR_DIGIT.test(text[at - 1] as string)) return at;
  }
  return 0;
}
