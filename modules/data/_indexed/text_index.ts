import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type DataProgress, errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import type { RecordRules, Scanner } from "./record_scanner.ts";
import { scannerOf } from "./scanner_of.ts";

/** Records between two offsets of an index. */
export const STRIDE = 100;

/** Longest record, bytes: a longer one most likely begins with a quote that never ends. */
const MAX_RECORD_BYTES = 64 * 2 ** 20;

const CHUNK_BYTES = 4 * 2 ** 20;

/** Bytes at both ends of a file that tell one file from another. */
const HASHED_BYTES = 65_536;

/** State of a file when it was indexed. */
export interface FileState {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  /** SHA-256 of its size and its first and last 64 KiB, hexadecimal. */
  readonly hash: string;
}

/** Where the records of a text file begin. */
export interface TextIndex extends FileState {
  readonly rules: RecordRules;
  readonly records: number;
  /** Number of the first record's row, from 1: after a header it is 2. */
  readonly firstRow: number;
  /** Offset of every hundredth record, bytes. */
  readonly offsets: Float64Array;
}

/** Opens a file that can be indexed. @throws {TolariaError} `data/corrupt` if it cannot be read. */
export function openFile(path: string): number {
  try {
    const file = openSync(path, "r");
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch (error) {
    throw cannotRead(path, messageOf(error), error);
  }
  throw cannotRead(path, "it is not a regular file");
}

/** The error of a file that cannot be read. */
export function cannotRead(path: string, reason: string, cause?: unknown): TolariaError {
  return new TolariaError("data/corrupt", errorMessage(reason, `read "${path}"`), { cause });
}

/** State of an open file. */
export function stateOf(path: string, file: number): FileState {
  const { size, mtimeMs } = fstatSync(file);
  const hash = createHash("sha256").update(`${size}\n`);
  hash.update(readAt(file, 0, Math.min(size, HASHED_BYTES)));
  hash.update(readAt(file, Math.max(0, size - HASHED_BYTES), Math.min(size, HASHED_BYTES)));
  return { path, size, mtimeMs, hash: hash.digest("hex") };
}

/** In what a file differs from what it was; undefined if in nothing. */
export function changeOf(before: FileState, now: FileState): string | undefined {
  if (before.size !== now.size) return `the file had ${before.size} bytes and has ${now.size}`;
  if (before.hash !== now.hash) return "the beginning or the end of the file changed";
  return before.mtimeMs === now.mtimeMs ? undefined : "the file was written again";
}

/**
 * Checks that an open file is as it was when it was indexed.
 *
 * @throws {TolariaError} `data/changed`.
 */
export function checkUnchanged({ path, size, mtimeMs }: FileState, file: number): void {
  const now = fstatSync(file);
  if (now.size === size && now.mtimeMs === mtimeMs) return;
  const reason = `"${path}" was written to after it was opened: examples would no longer be the same for the same index. Start again once the file is complete`;
  throw new TolariaError("data/changed", errorMessage(reason, "read it"));
}

/** A file's line in the fingerprint of the data. */
export function fingerprintLine({ path, size, hash }: FileState): string {
  return `${basename(path)}: ${size} bytes, hash ${hash.slice(0, 16)}`;
}

/** What tells a file as it is now from any other, to find what was learnt from it. */
export function stateLine({ path, size, mtimeMs, hash }: FileState): string {
  return `${resolve(path)} ${size} ${mtimeMs} ${hash}`;
}

/** Reads up to `length` bytes at `offset`: fewer at the end of the file. */
export function readAt(file: number, offset: number, length: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, offset + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}

/** Where the records of a file begin. */
export interface FirstRecord {
  /** Offset, bytes. */
  readonly from: number;
  /** Number of its row, from 1. */
  readonly firstRow: number;
}

/**
 * Scans a file for its records.
 *
 * @throws {TolariaError} `data/corrupt` if a quote never ends, or a record is too long.
 */
export function scanFile(
  state: FileState,
  file: number,
  rules: RecordRules,
  { from, firstRow }: FirstRecord,
  onProgress: (progress: DataProgress) => void,
): TextIndex {
  const { path, size } = state;
  const scanner = scannerOf(rules, STRIDE, from);
  const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(1, size - from)));
  for (let at = from; at < size; ) {
    const read = readSync(file, chunk, 0, chunk.length, at);
    if (read === 0) break;
    scanner.push(chunk.subarray(0, read));
    at += read;
    if (at - scanner.start > MAX_RECORD_BYTES) throw endless(path, scanner, firstRow, at);
    onProgress({ action: "index", name: path, done: at, total: size, unit: "bytes" });
  }
  if (scanner.openQuote !== undefined) throw endless(path, scanner, firstRow, size);
  scanner.finish();
  if (scanner.fault !== undefined) throw cannotRead(path, scanner.fault);
  return { ...state, rules, records: scanner.records, firstRow, offsets: scanner.offsets };
}

function endless(
  path: string,
  { openQuote, records, start }: Scanner,
  firstRow: number,
  at: number,
): TolariaError {
  const row = `row ${firstRow + records} (byte ${start})`;
  const reason =
    openQuote === undefined
      ? `${row} is longer than ${MAX_RECORD_BYTES} bytes`
      : `the quote at byte ${openQuote}, in ${row}, is not closed before byte ${at}: it is stray, or the file ends early`;
  return cannotRead(path, reason);
}
