import { chmodSync, lstatSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { messageOf, TolariaError } from "../../../core/errors/mod.ts";
import type { CheckpointInfo } from "../../../core/mod.ts";
import { createPrivateFile } from "../../../core/runtime/mod.ts";
import { type CheckpointRecord, recordSha256, type TensorRow } from "./checkpoint_record.ts";
import { isCheckpointFile } from "./file_names.ts";

/** Name of the journal in its directory. */
export const JOURNAL = "journal.sqlite";

/** Of the form that the tables have. The first had no hash of a row. */
const VERSION = 2;

/** A checkpoint as the journal has it. */
export interface JournalRow extends CheckpointRecord {
  readonly verified: boolean;
  /** Hash of the row when it was written; undefined of one that an earlier version wrote. */
  readonly sha256: string | undefined;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS checkpoint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    reason TEXT NOT NULL,
    written_ms REAL NOT NULL,
    file TEXT NOT NULL UNIQUE,
    file_bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_sha256 TEXT NOT NULL,
    verified INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS tensor (
    checkpoint_id INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    dtype TEXT NOT NULL,
    shape TEXT NOT NULL,
    begin INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (checkpoint_id, position)
  ) STRICT;`;

/** SQLite's own. */
const PAGE_BYTES = 4096;

/** Files of SQLite's beside the journal, by the end of their names. */
const SIDE_FILES = ["-wal", "-shm", "-journal"];

/** How long another process's transaction is waited for, ms. */
const BUSY_MS = 5_000;

/** The journal of a directory: which checkpoints exist, and all of them but their numbers. */
export class Journal {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #inode: number;

  /** Opens the journal at `path`, and writes nothing to it. */
  constructor(path: string) {
    this.path = path;
    for (const end of SIDE_FILES) checkRegular(path + end);
    createPrivateFile(path);
    this.#database = new DatabaseSync(path);
    this.#inode = statSync(path).ino;
    this.#database.exec(`PRAGMA busy_timeout = ${BUSY_MS};`);
  }

  /** Makes it ready to be written to: one that is new, and one of an earlier version. */
  prepare(): void {
    chmodSync(this.path, 0o600);
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    this.#database.exec("PRAGMA foreign_keys = ON;");
    this.#database.exec(TABLES);
    const columns = this.#database.prepare("PRAGMA table_info(checkpoint)").all();
    const hashed = columns.some(({ name }) => name === "sha256");
    if (!hashed) this.#database.exec("ALTER TABLE checkpoint ADD COLUMN sha256 TEXT;");
    this.#database.exec(`PRAGMA user_version = ${VERSION};`);
  }

  /** Whether it has no tables yet. */
  get empty(): boolean {
    const tables = this.#database.prepare("SELECT name FROM sqlite_master").all();
    return !tables.some(({ name }) => name === "checkpoint");
  }

  /** Whether another process has put it aside, and made another one. */
  get replaced(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino !== this.#inode;
  }

  /** Reads all of it, and fails where its pages do not fit together. @throws {TolariaError} `checkpoint/corrupt`. */
  check(): void {
    const found = this.#database.prepare("PRAGMA user_version").get();
    const version = Number(found?.user_version ?? 0);
    if (version < 0 || version > VERSION) {
      throw new TolariaError(
        "checkpoint/corrupt",
        `the version must be at most ${VERSION}, but is ${version}`,
      );
    }
    const faults = this.#database.prepare("PRAGMA integrity_check").all();
    const report = faults.map(({ integrity_check: fault }) => String(fault)).join("; ");
    if (report !== "ok") throw new TolariaError("checkpoint/corrupt", report);
  }

  /** Every checkpoint, the oldest first. */
  rows(): JournalRow[] {
    const rows = this.#database.prepare("SELECT * FROM checkpoint ORDER BY id").all();
    return rows.map((row) => rowOf(row, this.#tensors(Number(row.id))));
  }

  /**
   * Lets a checkpoint exist. Returns its id when that is durable.
   *
   * @param beforeCommit Called with what it will be; where that fails, it never exists.
   */
  add(
    record: Omit<CheckpointRecord, "id">,
    beforeCommit: (record: CheckpointRecord) => void,
  ): number {
    return this.#atomically(() => {
      const id = this.#insert({ ...record, id: null, verified: false, sha256: null });
      const added = { ...record, id };
      const set = this.#database.prepare("UPDATE checkpoint SET sha256 = ? WHERE id = ?");
      set.run(recordSha256(added), id);
      beforeCommit(added);
      return id;
    });
  }

  /** Puts a checkpoint in as it is, in the place of what there is of its id or file. */
  put(row: CheckpointRecord & { readonly verified: boolean }): void {
    this.#atomically(() => {
      const { id, file } = row;
      this.#database.prepare("DELETE FROM checkpoint WHERE id = ? OR file = ?").run(id, file);
      this.#insert({ ...row, sha256: recordSha256(row) });
    });
  }

  /** Calls a checkpoint good. */
  markVerified(id: number): void {
    this.#database.prepare("UPDATE checkpoint SET verified = 1 WHERE id = ?").run(id);
  }

  /** Lets checkpoints exist no more. */
  remove(ids: readonly number[]): void {
    this.#atomically(() => {
      const remove = this.#database.prepare("DELETE FROM checkpoint WHERE id = ?");
      for (const id of ids) remove.run(id);
    });
  }

  close(): void {
    this.#database.close();
  }

  #tensors(id: number): TensorRow[] {
    const rows = this.#database
      .prepare("SELECT * FROM tensor WHERE checkpoint_id = ? ORDER BY position")
      .all(id);
    return rows.map((row) => ({
      name: String(row.name),
      dtype: String(row.dtype),
      shape: JSON.parse(String(row.shape)),
      begin: Number(row.begin),
      end: Number(row.end),
      sha256: String(row.sha256),
    }));
  }

  #insert(
    row: Omit<CheckpointRecord, "id"> & {
      readonly id: number | null;
      readonly verified: boolean;
      readonly sha256: string | null;
    },
  ): number {
    const { runId, step, epoch, reason, writtenMs, file, fileBytes, state, stateSha256 } = row;
    const added = this.#database
      .prepare(
        "INSERT INTO checkpoint (id, run_id, step, epoch, reason, written_ms, file, file_bytes, state, state_sha256, verified, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      )
      .run(
        ...[row.id, runId, step, epoch, reason, writtenMs, file, fileBytes, state, stateSha256],
        ...[row.verified ? 1 : 0, row.sha256],
      );
    const id = Number(added.lastInsertRowid);
    const insert = this.#database.prepare(
      'INSERT INTO tensor (checkpoint_id, position, name, dtype, shape, begin, "end", sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    for (const [position, tensor] of row.tensors.entries()) {
      const { name, dtype, shape, begin, end, sha256 } = tensor;
      insert.run(id, position, name, dtype, JSON.stringify(shape), begin, end, sha256);
    }
    return id;
  }

  #atomically<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself, after a fault of the disk or of a page.
    }
  }
}

/** SQLite follows links: what stands beside a journal of somebody else's must not lead elsewhere. */
function checkRegular(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw new Error(`"${path}" must be a regular file`);
}

/** Whether an error of the journal at `path` says that it is damaged, and not that it cannot be reached now. */
export function saysDamaged(error: unknown, path: string): boolean {
  const message = messageOf(error);
  // A page that is not all there reads as a fault of the disk.
  const cut = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) % PAGE_BYTES !== 0;
  if (/I\/O error/i.test(message)) return cut;
  return !isBusy(error) && !/full|unable to open|no space/i.test(message);
}

/** Whether an error says that another process works on the journal. */
export function isBusy(error: unknown): boolean {
  return /locked|busy/i.test(messageOf(error));
}

/** What of a row is not as it was written; undefined where all of it is. */
export function faultOf(row: JournalRow): string | undefined {
  if (!isCheckpointFile(row.file))
    return `its file is named ${JSON.stringify(row.file.slice(0, 200))}`;
  if (row.sha256 === undefined) return undefined;
  const found = recordSha256(row);
  if (found === row.sha256) return undefined;
  return `the hash of the row must be ${row.sha256}, but is ${found}`;
}

/** A row as callers see it. */
export function infoOf(row: JournalRow): CheckpointInfo {
  const { id, runId, step, epoch, reason, writtenMs, fileBytes: bytes, verified } = row;
  return { id, runId, step, epoch, reason, writtenMs, bytes, verified };
}

function rowOf(row: Record<string, unknown>, tensors: readonly TensorRow[]): JournalRow {
  const { sha256 } = row;
  return {
    id: Number(row.id),
    runId: String(row.run_id),
    step: Number(row.step),
    epoch: Number(row.epoch),
    reason: String(row.reason),
    writtenMs: Number(row.written_ms),
    file: String(row.file),
    fileBytes: Number(row.file_bytes),
    state: String(row.state),
    stateSha256: String(row.state_sha256),
    verified: Number(row.verified) === 1,
    sha256: sha256 === null || sha256 === undefined ? undefined : String(sha256),
    tensors,
  };
}
