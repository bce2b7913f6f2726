import type { DataFile } from "../_files/mod.ts";

/** Consecutive bytes of a file. */
export interface TextRange {
  readonly file: DataFile;
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset behind the last one. */
  readonly end: number;
}

/** A part of the text by its name: `train`, `validation` or `test`. */
export type Parts<T> = { readonly train: T; readonly validation?: T; readonly test?: T };

/** Makes something of each part. */
export function mapParts<From, To>(parts: Parts<From>, make: (part: From) => To): Parts<To> {
  const { train, validation, test } = parts;
  return {
    train: make(train),
    ...(validation !== undefined && { validation: make(validation) }),
    ...(test !== undefined && { test: make(test) }),
  };
}

/** Bytes of a part. */
export function sizeOf(ranges: readonly TextRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}

/**
 * Cuts files, one after the other, into parts that follow each other. No character is cut.
 *
 * @param shares Shares of the bytes that the later parts get.
 * @returns Ranges of the first part, then of each other.
 */
export function cutFiles(
  files: readonly DataFile[],
  shares: readonly number[],
): readonly (readonly TextRange[])[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const sizes = shares.map((share) => Math.round(total * share));
  const first = total - sizes.reduce((sum, size) => sum + size, 0);
  let from = 0;
  return [first, ...sizes].map((size) => {
    const part = between(files, from, from + size);
    from += size;
    return part;
  });
}

/** Ranges of the bytes from `from` up to `to`, counted through all files. */
function between(files: readonly DataFile[], from: number, to: number): readonly TextRange[] {
  let first = 0;
  return files.flatMap((file) => {
    const start = characterAt(file, Math.max(0, from - first));
    const end = characterAt(file, Math.min(file.size, to - first));
    first += file.size;
    return start < end ? [{ file, start, end }] : [];
  });
}

/** Offset of the first character that begins at `offset` or behind it. */
function characterAt(file: DataFile, offset: number): number {
  if (offset <= 0 || offset >= file.size) return offset;
  const bytes = file.read(offset, Math.min(file.size, offset + 3));
  // Bytes within a character are 10xxxxxx; bytes that are no UTF-8 are cut anywhere.
  const begin = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return begin < 0 ? offset + bytes.length : offset + begin;
}
