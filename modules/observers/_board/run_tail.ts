import { closeSync, fstatSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { openRegularFile } from "../../../core/runtime/mod.ts";
import { messageOf } from "../../../core/worker.ts";
import { parseLines, type RunRecord, readRunRecord } from "../_runs/mod.ts";
import { ExamplesTail } from "./examples_tail.ts";
import { isRecord, type Line, type LineFile, matrixOf, PROJECTIONS } from "./projections.ts";
import { thinned } from "./thinned.ts";

const FILES = Object.keys(PROJECTIONS) as readonly LineFile[];

/** How far a reader has come: the number of each file on the disk, bytes read of it, and lines that the reader holds. */
export type Positions = Readonly<
  Partial<Record<LineFile, readonly [inode: number, at: number, held: number]>>
>;

/** What is new of a run. */
export interface RunUpdate {
  /** The record, if it has changed. */
  readonly record?: RunRecord;
  /** Why the record cannot be read. */
  readonly fault?: string;
  /** New lines. */
  readonly lines: Readonly<Partial<Record<LineFile, readonly unknown[]>>>;
  /** Files whose lines replace all earlier ones. */
  readonly replaced: readonly LineFile[];
  /** Confusion matrix of the last validation, if there is a new one. */
  readonly matrix?: unknown;
  /** Examples of the last validation, if there are new ones. */
  readonly examples?: unknown;
  readonly positions: Positions;
}

/** Lines of a file that a reader gets at once; it holds twice as many at most. */
export const MOST_LINES = 2_048;

/** Bytes that are read of a file at a time; a longer line is skipped. */
const CHUNK_BYTES = 1 << 20;

/** Follows the files of one run as they grow. */
export class RunTail {
  readonly #folder: string;
  #positions: Positions;
  readonly #examples: ExamplesTail;
  #recordKey = "";
  #matrix: unknown;

  /** @param positions Where an earlier reader stopped. @default the beginning */
  constructor(folder: string, positions: Positions = {}) {
    this.#folder = folder;
    this.#positions = positions;
    this.#examples = new ExamplesTail(folder);
  }

  /** Reads what is new; undefined if nothing is. */
  read(): RunUpdate | undefined {
    const lines: Partial<Record<LineFile, readonly unknown[]>> = {};
    const replaced: LineFile[] = [];
    this.#matrix = undefined;
    for (const file of FILES) {
      const part = this.#readFile(file);
      if (!part) continue;
      if (part.replaced) replaced.push(file);
      lines[file] = part.values;
    }
    const record = this.#readRecord();
    const examples = this.#examples.read();
    if (Object.keys(lines).length === 0 && !record && !examples) return undefined;
    const matrix = this.#matrix;
    return {
      ...record,
      lines,
      replaced,
      ...(matrix !== undefined && { matrix }),
      ...(examples && { examples }),
      positions: this.#positions,
    };
  }

  #readRecord(): Pick<RunUpdate, "record" | "fault"> | undefined {
    try {
      const { mtimeMs, size, ino } = statSync(join(this.#folder, "run.json"));
      const record = readRunRecord(this.#folder);
      // A run that was killed writes nothing more: it must be looked at each time.
      const key = `${mtimeMs} ${size} ${ino} ${record.status}`;
      if (key === this.#recordKey) return undefined;
      this.#recordKey = key;
      return { record };
    } catch (error) {
      const fault = messageOf(error);
      if (this.#recordKey === fault) return undefined;
      this.#recordKey = fault;
      return { fault };
    }
  }

  #readFile(file: LineFile): { values: readonly unknown[]; replaced: boolean } | undefined {
    let handle: number;
    try {
      handle = openRegularFile(join(this.#folder, `${file}.jsonl`));
    } catch {
      return undefined;
    }
    try {
      const { ino, size } = fstatSync(handle);
      const place = this.#positions[file];
      const [known, at, held] = place ?? [ino, 0, 0];
      const again = !place || known !== ino || size < at || held > 2 * MOST_LINES;
      const from = again ? 0 : at;
      if (size <= from && !again) return undefined;
      const { values, end } = this.#linesFrom(handle, file, from, size);
      const kept = boundedLines(file, values);
      this.#positions = {
        ...this.#positions,
        [file]: [ino, end, (again ? 0 : held) + kept.length],
      };
      return kept.length === 0 && !again ? undefined : { values: kept, replaced: again };
    } finally {
      closeSync(handle);
    }
  }

  #linesFrom(handle: number, file: LineFile, from: number, size: number) {
    const { project } = PROJECTIONS[file];
    const values: Line[] = [];
    let end = from;
    for (const { text, bytes } of wholeLines(handle, from, size)) {
      end += bytes;
      for (const line of parseLines(text)) {
        if (!isRecord(line)) continue;
        if (file === "epochs") this.#matrix = matrixOf(line) ?? this.#matrix;
        const shown = project(line);
        if (shown) values.push(shown);
      }
    }
    return { values, end };
  }
}

function boundedLines(file: LineFile, lines: readonly Line[]): readonly Line[] {
  const { value } = PROJECTIONS[file];
  return value ? thinned(lines, MOST_LINES, value) : lines.slice(-MOST_LINES);
}

/** The lines that are complete, in chunks, with the bytes that each stands for. */
function* wholeLines(
  handle: number,
  from: number,
  size: number,
): Generator<{ readonly text: string; readonly bytes: number }> {
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - from));
  let at = from;
  while (at < size) {
    const read = readSync(handle, buffer, 0, Math.min(buffer.length, size - at), at);
    const bytes = buffer.subarray(0, read).lastIndexOf(10) + 1;
    if (bytes > 0) yield { text: buffer.subarray(0, bytes).toString("utf8"), bytes };
    // Nobody waits for the end of a line that is longer than any of ours.
    else if (read === CHUNK_BYTES) yield { text: "", bytes: read };
    else return;
    at += bytes || read;
  }
}
