import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../core/worker.ts";
import { parseLines, type RunRecord, readRunRecord } from "../_runs/mod.ts";

/** Files of lines, by their key in an update. */
const FILES = ["epochs", "steps", "boundaries", "readings", "events"] as const;
type LineFile = (typeof FILES)[number];

/** How far a reader has come: the number of each file on the disk, and bytes read of it. */
export type Positions = Readonly<Partial<Record<LineFile, readonly [inode: number, at: number]>>>;

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
  readonly positions: Positions;
}

/** Bytes that are read of a file at most at a time. */
const MOST_BYTES = 4 << 20;

/** Follows the files of one run as they grow. */
export class RunTail {
  readonly #folder: string;
  #positions: Positions;
  #recordMs = -1;

  /** @param positions Where an earlier reader stopped. @default the beginning */
  constructor(folder: string, positions: Positions = {}) {
    this.#folder = folder;
    this.#positions = positions;
  }

  /** Reads what is new; undefined if nothing is. */
  read(): RunUpdate | undefined {
    const lines: Partial<Record<LineFile, readonly unknown[]>> = {};
    const replaced: LineFile[] = [];
    for (const file of FILES) {
      const part = this.#readFile(file);
      if (!part) continue;
      if (part.replaced) replaced.push(file);
      lines[file] = part.values;
    }
    const record = this.#readRecord();
    if (Object.keys(lines).length === 0 && !record) return undefined;
    return { ...record, lines, replaced, positions: this.#positions };
  }

  #readRecord(): Pick<RunUpdate, "record" | "fault"> | undefined {
    try {
      const { mtimeMs } = statSync(join(this.#folder, "run.json"));
      const record = readRunRecord(this.#folder);
      // A run that was killed writes nothing more: it must be looked at each time.
      const key = record.status === "killed" ? -2 : mtimeMs;
      if (key === this.#recordMs) return undefined;
      this.#recordMs = key;
      return { record };
    } catch (error) {
      const fault = messageOf(error);
      if (this.#recordMs === -3) return undefined;
      this.#recordMs = -3;
      return { fault };
    }
  }

  #readFile(file: LineFile): { values: readonly unknown[]; replaced: boolean } | undefined {
    let handle: number;
    try {
      handle = openSync(join(this.#folder, `${file}.jsonl`), "r");
    } catch {
      return undefined;
    }
    try {
      const { ino, size } = fstatSync(handle);
      const [known, at] = this.#positions[file] ?? [ino, 0];
      const again = known !== ino || size < at;
      const from = again ? 0 : at;
      if (size <= from && !again) return undefined;
      const text = wholeLines(handle, from, Math.min(size - from, MOST_BYTES));
      this.#positions = {
        ...this.#positions,
        [file]: [ino, from + Buffer.byteLength(text)],
      };
      return text === "" && !again ? undefined : { values: parseLines(text), replaced: again };
    } finally {
      closeSync(handle);
    }
  }
}

/** The lines that are complete. */
function wholeLines(handle: number, from: number, bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  const read = readSync(handle, buffer, 0, bytes, from);
  return buffer.subarray(0, buffer.subarray(0, read).lastIndexOf(10) + 1).toString("utf8");
}
