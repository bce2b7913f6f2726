import { closeSync, lstatSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "../errors/mod.ts";

type Value = string | number | bigint | Uint8Array | null;

/** What is used of an SQLite database. Not Node's own type, which no project outside has to have. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): {
    all(...values: readonly Value[]): Record<string, unknown>[];
    run(...values: readonly Value[]): {
      lastInsertRowid: number | bigint;
      changes: number | bigint;
    };
  };
  close(): void;
}

/**
 * Opens the SQLite database at `path`, makes it if there is none, and locks it until it is closed.
 *
 * The lock is the kernel's: it ends with the thread or process that holds it, whatever ended that, and holds between
 * containers that share the file, which see nothing of each other's processes.
 *
 * @param waitMs Longest wait for another holder, ms.
 * @returns Undefined if another holds it.
 * @throws {Error} If it cannot be opened, or `path` is not a regular file.
 */
export function openExclusive(path: string, waitMs = 0): Database | undefined {
  createPrivateFile(path);
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA locking_mode = EXCLUSIVE;`);
    database.exec("BEGIN EXCLUSIVE; COMMIT;");
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** Whether an error of SQLite says that another holds the file. */
function isBusy(error: unknown): boolean {
  return /locked|busy/i.test(messageOf(error));
}

/**
 * Makes an empty file that only this user can read, if there is none.
 *
 * @throws {Error} If `path` is a link, a pipe or anything else than a regular file.
 */
export function createPrivateFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  // One that is there stays closed: closing any descriptor of a file releases the locks that this process has on it.
  if (!found) return closeSync(openSync(path, "a", 0o600));
  if (!found.isFile()) throw new Error(`"${path}" must be a regular file`);
}
