import { lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { getuid } from "node:process";

/** Others may write to it. */
const WRITABLE_BY_OTHERS = 0o022;

/** In such a folder nobody removes or renames another's files. */
const STICKY = 0o1000;

/**
 * Makes a folder whose content nobody but this user can have written.
 *
 * @throws {Error} If it, or the folder above it, belongs to another user or can be written to by others.
 */
export function ensurePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const above = dirname(folder);
  if (!isPrivate(folder)) throw notPrivate(folder);
  if (!isPrivate(above) && !isSticky(above)) throw notPrivate(above);
}

/**
 * The folder in which programs keep state from one run to the next: `$XDG_STATE_HOME`, or `~/.local/state`, or, for a
 * user without a home, a folder of the user's own below the system's folder for temporary files.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function stateFolder(): string {
  const state = process.env.XDG_STATE_HOME;
  if (state) return state;
  const home = homeFolder();
  return home === undefined ? ownTemporaryFolder("state") : join(home, ".local", "state");
}

/**
 * The folder in which programs keep what they can make again: `$XDG_CACHE_HOME`, or `~/.cache`, or, for a user without a
 * home, a folder of the user's own below the system's folder for temporary files.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(): string {
  const cache = process.env.XDG_CACHE_HOME;
  if (cache) return cache;
  const home = homeFolder();
  return home === undefined ? ownTemporaryFolder("cache") : join(home, ".cache");
}

/** The user's home; undefined if the user has none: no `HOME` and no entry in the list of users. */
export function homeFolder(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}

function ownTemporaryFolder(name: string): string {
  return join(tmpdir(), `tolaria-${getuid?.() ?? name}`);
}

function isPrivate(folder: string): boolean {
  const { mode, uid } = lstatSync(folder);
  const own = getuid?.() ?? uid;
  return (uid === own || uid === 0) && (mode & WRITABLE_BY_OTHERS) === 0;
}

function isSticky(folder: string): boolean {
  const { mode, uid } = lstatSync(folder);
  return uid === 0 && (mode & STICKY) !== 0;
}

function notPrivate(folder: string): Error {
  return new Error(`"${folder}" must be a folder that this user owns and nobody else can write to`);
}
