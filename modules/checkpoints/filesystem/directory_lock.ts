import { existsSync } from "node:fs";
import { join } from "node:path";
import { openExclusive } from "../../../core/runtime/mod.ts";

/** The file that whoever writes to a directory holds locked. */
const LOCK = "writer.lock";

/** How long another writer, which may be on its end, is waited for, ms. */
const WAIT_MS = 1_000;

/**
 * Locks a directory for writing, until the lock is closed or its process ends.
 *
 * @throws {Error} If another process writes to it.
 */
export function lockDirectory(directory: string): { close(): void } {
  const lock = openExclusive(join(directory, LOCK), WAIT_MS);
  if (lock) return lock;
  throw new Error(
    "another process is writing to the directory: give each run a directory of its own",
  );
}

/** Whether somebody writes to a directory now. */
export function isBeingWritten(directory: string): boolean {
  const path = join(directory, LOCK);
  if (!existsSync(path)) return false;
  try {
    const lock = openExclusive(path);
    lock?.close();
    return lock === undefined;
  } catch {
    // One that this user cannot open is nobody's whom this user could disturb.
    return false;
  }
}
