import { DatabaseSync } from "node:sqlite";
import { TolariaError } from "../../../core/errors/mod.ts";
import type { CheckpointInfo } from "../../../core/mod.ts";

/** Name of the journal in its directory. */
export const JOURNAL = "journal.sqlite";

/** Of the form that the tables have. */
const VERSION = 1;

/** A checkpoint as the journal has it. */
export interface JournalRow {
  readonly id: number;
  readonly runId: string;
  readonly step: number;
  readonly epoch: number;
  readonly reason: string;
  readonly writtenMs: number;
  /** Name of its file. */
  readonly file: string;
  readonly fileBytes: number;
  /** Everything but numbers, as JSON. */
  readonly state: string;
  readonly stateSha256: string;
  readonly verified: boolean;
}

/** A tensor of a checkpoint as the journal has it. */
export interface TensorRow {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
  readonly sha256: string;
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
    verified INTEGER NOT NULL DEFAULT 0
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

/** How long another process's transaction is waited for, ms. */
const BUSY_MS = 5_000;

/** The journal of a directory: which checkpoints exist, and all of them but their numbers. */
export class Journal {
  readonly #database: DatabaseSync;

  /**
   * Opens the journal at `path`; makes it where it is not there.
   *
   * @throws {TolariaError} `checkpoint/corrupt` where it is none, or of another version.
   */
  constructor(path: string) {
    try {
      this.#database = new DatabaseSync(path);
      this.#database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL;`);
      this.#database.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
      this.#checkVersion(path);
      this.#database.exec(TABLES);
      this.#database.exec(`PRAGMA user_version = ${VERSION};`);
    } catch (cause) {
      if (TolariaError.is(cause)) throw cause;
      throw new TolariaError(
        "checkpoint/corrupt",
        `Cannot open the journal '${path}' as it must be one of checkpoints: ${(cause as Error).message}`,
        { cause },
      );
    }
  }

  /** Every checkpoint, the oldest first. */
  rows(): JournalRow[] {
    return this.#database.prepare("SELECT * FROM checkpoint ORDER BY id").all().map(rowOf);
  }

  /** The tensors of a checkpoint, in the order of its file. */
  tensors(id: number): TensorRow[] {
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

  /** Lets a checkpoint exist. Returns its id when that is durable. */
  add(row: Omit<JournalRow, "id" | "verified">, tensors: readonly TensorRow[]): number {
    return this.#atomically(() => {
      const { runId, step, epoch, reason, writtenMs, file, fileBytes, state, stateSha256 } = row;
      const added = this.#database
        .prepare(
          "INSERT INTO checkpoint (run_id, step, epoch, reason, written_ms, file, file_bytes, state, state_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .run(runId, step, epoch, reason, writtenMs, file, fileBytes, state, stateSha256);
      const id = Number(added.lastInsertRowid);
      const insert = this.#database.prepare(
        'INSERT INTO tensor (checkpoint_id, position, name, dtype, shape, begin, "end", sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      );
      for (const [position, tensor] of tensors.entries()) {
        const { name, dtype, shape, begin, end, sha256 } = tensor;
        insert.run(id, position, name, dtype, JSON.stringify(shape), begin, end, sha256);
      }
      return id;
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

  #atomically<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #checkVersion(path: string): void {
    const found = Number(this.#database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
    if (found === 0 || found === VERSION) return;
    throw new TolariaError(
      "checkpoint/corrupt",
      `Cannot open the journal '${path}' as its version must be ${VERSION}: current value is ${found}`,
    );
  }
}

/** A row as callers see it. */
export function infoOf(row: JournalRow): CheckpointInfo {
  const { id, runId, step, epoch, reason, writtenMs, fileBytes: bytes, verified } = row;
  return { id, runId, step, epoch, reason, writtenMs, bytes, verified };
}

function rowOf(row: Record<string, unknown>): JournalRow {
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
  };
}
