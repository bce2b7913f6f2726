import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { readRegularText } from "../../../core/runtime/mod.ts";
import { type CheckpointRecord, parseRecord, recordText } from "./checkpoint_record.ts";
import { isCheckpointFile, PARTIAL, pathIn, RECORD, syncDirectory, TENSORS } from "./file_names.ts";

/**
 * The records of a directory: of each checkpoint all that the journal says, in a file of its own, so that the journal can be made
 * again from them.
 *
 * A record has its name from just after its row is committed until just before it is removed: where the journal is whole, the row alone
 * decides what exists, and where it is not, no record with its name is of a checkpoint that never did.
 */
export class RecordFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Path of the record of a file, whether it is there or not. */
  pathOf(file: string): string {
    return pathIn(this.#directory, `${file.slice(0, -TENSORS.length)}${RECORD}`);
  }

  /** Writes a record that does not count yet. Its name is durable once it counts: until then the row alone is needed. */
  prepare(record: CheckpointRecord): void {
    const path = this.pathOf(record.file) + PARTIAL;
    // What is there may be a link of somebody else's.
    rmSync(path, { force: true });
    const file = openSync(path, "wx", 0o600);
    try {
      const bytes = new TextEncoder().encode(recordText(record));
      for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** Lets the record of a file count. */
  settle(file: string): void {
    renameSync(this.pathOf(file) + PARTIAL, this.pathOf(file));
    syncDirectory(this.#directory);
  }

  /** Lets records count no more. */
  unsettle(files: readonly string[]): void {
    for (const path of files.map((file) => this.pathOf(file))) {
      if (existsSync(path)) renameSync(path, path + PARTIAL);
    }
    syncDirectory(this.#directory);
  }

  /** Takes the record of a file away. */
  remove(file: string): void {
    rmSync(this.pathOf(file), { force: true });
    rmSync(this.pathOf(file) + PARTIAL, { force: true });
  }

  /** The record of a file; undefined where there is none, or it is not as it was written. */
  read(file: string, partial = false): CheckpointRecord | undefined {
    if (!isCheckpointFile(file) || !file.endsWith(TENSORS)) return undefined;
    try {
      const text = readRegularText(this.pathOf(file) + (partial ? PARTIAL : ""));
      return parseRecord(text, file);
    } catch {
      return undefined;
    }
  }

  /** Files with numbers that have a record that counts, or one that does not. */
  files(partial = false): string[] {
    const end = RECORD + (partial ? PARTIAL : "");
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith(end) && isCheckpointFile(name))
      .map((name) => `${name.slice(0, -end.length)}${TENSORS}`);
  }
}
