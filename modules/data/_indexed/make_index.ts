import { closeSync } from "node:fs";
import type { DataProgress } from "../../../core/worker.ts";
import { checkEncoding } from "./check_encoding.ts";
import { IndexCache, type IndexKey } from "./index_cache.ts";
import {
  type FileState,
  openFile,
  readAt,
  scanFile,
  stateOf,
  type TextIndex,
} from "./text_index.ts";

/** Bytes at the beginning of a file that are looked at before it is scanned. */
const HEAD_BYTES = 2 ** 20;

/** The beginning of a file. */
export interface FileHead {
  readonly path: string;
  /** First bytes, without the byte order mark. */
  readonly bytes: Buffer;
  /** Offset of `bytes` in the file: the length of the byte order mark. */
  readonly offset: number;
  /** Whether `bytes` are all that the file has. */
  readonly whole: boolean;
}

/** An index, and what is to be told about it. */
export interface MadeIndex<Head> {
  readonly index: TextIndex;
  /** What `readHead` returned. */
  readonly head: Head;
  readonly note?: string;
}

/**
 * Indexes a text file, or finds the index that was kept.
 *
 * @param cache Folder of the indexes; `false` keeps none.
 * @param readHead Reads from the beginning of the file where its records begin and how they end.
 * @throws {TolariaError} `data/corrupt` if the file cannot be read as what it should be.
 */
export function makeIndex<Head extends IndexKey>(
  path: string,
  cache: string | false,
  readHead: (head: FileHead) => Head,
  onProgress: (progress: DataProgress) => void,
): MadeIndex<Head> {
  const file = openFile(path);
  try {
    const state = stateOf(path, file);
    const start = readAt(file, 0, Math.min(state.size, HEAD_BYTES));
    const offset = checkEncoding(path, start);
    const whole = start.length === state.size;
    const head = readHead({ path, bytes: start.subarray(offset), offset, whole });
    return { head, ...findOrScan(state, file, cache, head, onProgress) };
  } finally {
    closeSync(file);
  }
}

function findOrScan(
  state: FileState,
  file: number,
  folder: string | false,
  { rules, first }: IndexKey,
  onProgress: (progress: DataProgress) => void,
): Omit<MadeIndex<unknown>, "head"> {
  const scan = () => scanFile(state, file, rules, first, onProgress);
  if (folder === false) return { index: scan() };
  const cache = new IndexCache(folder);
  const key = { rules, first };
  const cached = cache.find(state, key);
  if ("index" in cached) return cached;
  const index = scan();
  const notKept = cache.keep(index, key);
  const notes = [
    ...("stale" in cached ? [`The index of "${state.path}" was made again: ${cached.stale}.`] : []),
    ...(notKept === undefined ? [] : [notKept]),
  ];
  return { index, ...(notes.length > 0 && { note: notes.join(" ") }) };
}
