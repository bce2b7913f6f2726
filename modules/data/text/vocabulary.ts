import { errorMessage, TolariaError } from "../../../core/mod.ts";
import type { DataFile } from "../_files/mod.ts";
import { checkEncoding, firstInvalidByte } from "../_indexed/mod.ts";
import { type Corpus, type Segment, tokenCorpus } from "./corpus.ts";

/** Id of characters that are not in the training text. */
const UNKNOWN = 0;

/** What stands for them when ids become text. */
const REPLACEMENT = "\ufffd";

/**
 * Reads a file of UTF-8 text.
 *
 * @throws {TolariaError} `data/corrupt`, naming file and byte, if it is compressed, of another encoding or binary;
 * `data/invalid` if it does not fit into memory.
 */
export function readText(file: DataFile, memoryBytes: number): string {
  const { path } = file.state;
  if (file.size > memoryBytes) {
    throw new TolariaError(
      "data/invalid",
      `"${path}" has ${file.size} bytes, and text is held in memory, up to "memoryBytes" of ${memoryBytes}: set tokens to "bytes", or raise it. Cannot read it.`,
    );
  }
  const bytes = file.read(0);
  const mark = checkEncoding(path, bytes);
  const invalid = firstInvalidByte(bytes);
  if (invalid === undefined) return bytes.toString("utf8", mark);
  const reason = `the text must be UTF-8, but byte ${invalid} is not`;
  throw new TolariaError("data/corrupt", errorMessage(reason, `read "${path}"`));
}

/** Characters of a text as numbers of Unicode. */
export function codePoints(path: string, text: string): Corpus {
  return tokenCorpus(
    path,
    Int32Array.from(text, (character) => character.codePointAt(0) as number),
  );
}

/** The characters of a training text, in the order of their numbers; ids begin with 1, for what is not among them. */
export class Vocabulary {
  readonly #ids = new Map<number, number>();

  constructor(training: readonly Segment[]) {
    const found = new Set<number>();
    for (const { corpus, start, end } of training) {
      for (const point of Array.from(corpus.tokens(start, end))) found.add(point);
    }
    const sorted = [...found].sort((a, b) => a - b);
    for (const [at, point] of sorted.entries()) this.#ids.set(point, at + 1);
  }

  /** Characters in the order of their ids, the first of which stands for unknown ones. */
  get characters(): readonly string[] {
    return [REPLACEMENT, ...[...this.#ids.keys()].map((point) => String.fromCodePoint(point))];
  }

  /** Replaces characters by their ids. */
  encode({ path, length, tokens }: Corpus): Corpus {
    const small = this.#ids.size < 2 ** 16;
    const ids = small ? new Uint16Array(length) : new Int32Array(length);
    const points = tokens(0, length);
    for (let at = 0; at < length; at++) ids[at] = this.#ids.get(points[at] as number) ?? UNKNOWN;
    return tokenCorpus(path, ids);
  }
}

/** Counts characters that are not in the training text. */
export function countUnknown(segments: readonly Segment[]): number {
  let count = 0;
  for (const { corpus, start, end } of segments) {
    const ids = corpus.tokens(start, end);
    for (let at = 0; at < ids.length; at++) if (ids[at] === UNKNOWN) count += 1;
  }
  return count;
}
