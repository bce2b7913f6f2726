import type { DataFile } from "../_files/mod.ts";

/** Tokens of a part, in memory or on a disk. */
export interface TokenStore {
  /** Name in errors. */
  readonly path: string;
  /** Bytes of a token. */
  readonly width: TokenWidth;
  /** Whether they are read as they are needed. */
  readonly onDisk: boolean;
  /** Tokens from `start` up to `end`. */
  tokens(start: number, end: number): ArrayLike<number>;
}

/** Tokens that follow each other. */
export interface Segment {
  readonly store: TokenStore;
  readonly start: number;
  readonly end: number;
}

/** Bytes of a token. */
export type TokenWidth = 1 | 2 | 4;

/** Tokens of a width. */
export type TokenArray = Uint8Array | Uint16Array | Int32Array;

/** Whole numbers of a width of 1, 2 or 4 bytes. */
const ARRAYS = { 1: Uint8Array, 2: Uint16Array, 4: Int32Array } as const;

/** Bytes that an id below `size` takes in memory and in files. */
export function widthFor(size: number): TokenWidth {
  return size <= 2 ** 16 ? 2 : 4;
}

/** Makes an array for tokens. */
export function tokenArray(width: TokenWidth, length: number): TokenArray {
  return new ARRAYS[width](length);
}

/** Tokens in memory. */
export function memoryStore(path: string, tokens: TokenArray): TokenStore {
  const width = tokens.BYTES_PER_ELEMENT as TokenWidth;
  return { path, width, onDisk: false, tokens: (start, end) => tokens.subarray(start, end) };
}

/** Tokens of a file, which are read as they are needed unless they are held in memory. */
export function fileStore(file: DataFile, width: TokenWidth, isHeld: boolean): TokenStore {
  const { path } = file.state;
  const read = (start: number, end: number) => {
    const bytes = file.read(start * width, end * width);
    return new ARRAYS[width](bytes.buffer, bytes.byteOffset, bytes.length / width);
  };
  if (isHeld) return memoryStore(path, read(0, file.size / width));
  return { path, width, onDisk: true, tokens: read };
}
