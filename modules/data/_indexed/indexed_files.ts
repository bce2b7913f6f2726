import { closeSync } from "node:fs";
import { basename } from "node:path";
import { checkUnchanged, openFile, readAt, STRIDE, type TextIndex } from "./text_index.ts";

/** Consecutive records of a file and their bytes. */
export interface RecordRun {
  readonly file: TextIndex;
  /** Index of the first one in the file. */
  readonly first: number;
  readonly count: number;
  /** Offset of `bytes` in the file. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** Which records were asked for: their index in the file, and where they stand in the request. */
  readonly wanted: readonly { readonly record: number; readonly at: number }[];
}

/** Records of several indexed files, one file after the other. */
export class IndexedFiles {
  /** Number of records. */
  readonly size: number;
  readonly #files: readonly TextIndex[];
  readonly #open: readonly number[];
  /** Index of the first record of each file. */
  readonly #starts: readonly number[];

  constructor(files: readonly TextIndex[]) {
    let size = 0;
    this.#starts = files.map(({ records }) => {
      size += records;
      return size - records;
    });
    this.size = size;
    this.#files = files;
    this.#open = files.map(({ path }) => openFile(path));
  }

  /** Reads the records at `indices` with those beside them, each byte once. */
  *runs(indices: Uint32Array): Generator<RecordRun> {
    const wanted = Array.from(indices, (index, at) => ({ index, at }));
    wanted.sort((a, b) => a.index - b.index);
    let next = 0;
    while (next < wanted.length) {
      const place = this.#fileOf((wanted[next] as { index: number }).index);
      const start = this.#starts[place] as number;
      const { records } = this.#files[place] as TextIndex;
      const run: { record: number; at: number }[] = [];
      let end = 0;
      for (; next < wanted.length; next++) {
        const { index, at } = wanted[next] as { index: number; at: number };
        const record = index - start;
        // A gap of more than a stride is not read.
        if (record >= records || (run.length > 0 && record >= end + STRIDE)) break;
        run.push({ record, at });
        end = (Math.floor(record / STRIDE) + 1) * STRIDE;
      }
      yield this.#read(place, run);
    }
  }

  /** File and index within it of a record. */
  placeOf(index: number): { readonly file: TextIndex; readonly record: number } {
    const place = this.#fileOf(index);
    return {
      file: this.#files[place] as TextIndex,
      record: index - (this.#starts[place] as number),
    };
  }

  /** Closes the files. */
  close(): void {
    for (const file of this.#open) closeSync(file);
  }

  #fileOf(index: number): number {
    return this.#starts.findLastIndex((start) => start <= index);
  }

  #read(place: number, wanted: RecordRun["wanted"]): RecordRun {
    const file = this.#files[place] as TextIndex;
    const { offsets, size, records } = file;
    const from = Math.floor((wanted[0] as { record: number }).record / STRIDE);
    const to = Math.floor((wanted.at(-1) as { record: number }).record / STRIDE) + 1;
    const offset = offsets[from] as number;
    const end = offsets[to] ?? size;
    const descriptor = this.#open[place] as number;
    const bytes = readAt(descriptor, offset, end - offset);
    checkUnchanged(file, descriptor);
    const first = from * STRIDE;
    return { file, first, count: Math.min(records, to * STRIDE) - first, offset, bytes, wanted };
  }
}

/** Where a record is, for errors. */
export function placeText(file: TextIndex, record: number, offset: number): string {
  return `"${basename(file.path)}", row ${file.firstRow + record} (byte ${offset})`;
}
