import type { DataFile } from "../_files/mod.ts";

/** Tokens of one file. */
export interface Corpus {
  /** Name in errors. */
  readonly path: string;
  /** Number of tokens. */
  readonly length: number;
  /** Tokens from `start` up to `end`. */
  tokens(start: number, end: number): ArrayLike<number>;
}

/** Consecutive tokens of a file. */
export interface Segment {
  readonly corpus: Corpus;
  readonly start: number;
  readonly end: number;
}

/** The bytes of a file, in memory or read as they are needed. */
export function byteCorpus(file: DataFile, memoryBytes: number): Corpus {
  const { size, state } = file;
  const held = size <= memoryBytes ? file.read(0) : undefined;
  return {
    path: state.path,
    length: size,
    tokens: (start, end) => held?.subarray(start, end) ?? file.read(start, end),
  };
}

/** Tokens in memory. */
export function tokenCorpus(path: string, tokens: Uint16Array | Int32Array): Corpus {
  return { path, length: tokens.length, tokens: (start, end) => tokens.subarray(start, end) };
}

/**
 * Cuts corpora, one after the other, into parts that follow each other.
 *
 * @param shares Shares of the tokens that the later parts get.
 * @returns Segments of the first part, then of each other.
 */
export function cut(
  corpora: readonly Corpus[],
  shares: readonly number[],
): readonly (readonly Segment[])[] {
  const total = corpora.reduce((sum, { length }) => sum + length, 0);
  const sizes = shares.map((share) => Math.round(total * share));
  const first = total - sizes.reduce((sum, size) => sum + size, 0);
  let from = 0;
  return [first, ...sizes].map((size) => {
    const part = between(corpora, from, from + size);
    from += size;
    return part;
  });
}

/** Segments of the tokens from `from` up to `to`, counted through all corpora. */
function between(corpora: readonly Corpus[], from: number, to: number): readonly Segment[] {
  let first = 0;
  return corpora.flatMap((corpus) => {
    const start = Math.max(0, from - first);
    const end = Math.min(corpus.length, to - first);
    first += corpus.length;
    return start < end ? [{ corpus, start, end }] : [];
  });
}
