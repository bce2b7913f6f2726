import type { RecordRun } from "./indexed_files.ts";
import { scannerOf } from "./scanner_of.ts";

/** The bytes of a record and where they are. */
export interface PlacedRecord {
  readonly bytes: Buffer;
  /** Offset in the file. */
  readonly offset: number;
}

/** Returns the bytes of each record of a run, with what follows it up to the next one. */
export function recordsOf({ file, bytes, offset }: RecordRun): readonly PlacedRecord[] {
  const scanner = scannerOf(file.rules, 1, offset);
  scanner.push(bytes);
  scanner.finish();
  const { offsets, start } = scanner;
  return Array.from(offsets, (from, at) => ({
    bytes: bytes.subarray(from - offset, (offsets[at + 1] ?? start) - offset),
    offset: from,
  }));
}
