import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import { isAlive } from "../runtime/mod.ts";
import { INFO, TOKENIZER_FILE, TOPOLOGY, WEIGHTS, WEIGHTS_BY_NAME } from "./file_names.ts";
import { syncFolder, writeDurably } from "./write_file.ts";

/** What a model folder holds, and nothing else. */
const FILES: readonly string[] = [TOPOLOGY, WEIGHTS, WEIGHTS_BY_NAME, TOKENIZER_FILE, INFO];

/** sha256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Checks that a model can be saved to `directory`: it does not exist, is empty, or is a model folder, which is replaced.
 *
 * @throws {TolariaError} `model/refused`.
 */
export function checkModelFolder(directory: string): void {
  const { path } = placeOf(directory);
  if (!existsSync(path)) return;
  const names = attempt(directory, () => readdirSync(path));
  if (names.length === 0) return;
  const other = names.find((name) => !FILES.includes(name));
  if (other === undefined && names.includes(INFO)) return;
  const reason =
    other === undefined
      ? `"${directory}" has no ${INFO}: it is no folder that Tolaria wrote`
      : `"${directory}" holds "${other}", which is no file of a model folder`;
  throw refused(`${reason}; name another folder, or remove this one`, directory);
}

/**
 * Writes a model folder: all of it or nothing, whenever the process dies. A model folder that is there is replaced.
 *
 * The files go to a folder beside it, which takes its name once they are on the disk. Between giving the old folder
 * another name and the new one its own lies one call of the system; a process that dies there leaves the old folder
 * whole under the name that {@link recoverFolder} looks for.
 *
 * @throws {TolariaError} `model/refused` if the folder is none of Tolaria's, or cannot be written.
 */
export async function writeModelFolder(
  directory: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  checkModelFolder(directory);
  recoverFolder(directory);
  const { path, aside, parent } = placeOf(directory);
  const partial = join(
    parent,
    `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}.partial`,
  );
  try {
    removeAbandoned(path, parent);
    await mkdir(partial, { recursive: true });
    for (const [name, bytes] of Object.entries(files))
      await writeDurably(join(partial, name), bytes);
    await syncFolder(partial);
    if (existsSync(path)) {
      await rm(aside, { recursive: true, force: true });
      await rename(path, aside);
    }
    await rename(partial, path);
    await syncFolder(parent);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    recoverFolder(directory);
    throw refused(messageOf(error), directory, error);
  }
}

/** Gives a folder its name back if a process died while it replaced it. */
export function recoverFolder(directory: string): void {
  const { path, aside } = placeOf(directory);
  if (existsSync(path) || !existsSync(aside)) return;
  attempt(directory, () => renameSync(aside, path));
}

/** Removes what processes that died while they saved to `path` have left. */
function removeAbandoned(path: string, parent: string): void {
  if (!existsSync(parent)) return;
  const prefix = `.${basename(path)}.`;
  for (const name of readdirSync(parent)) {
    const [, pid] = name.startsWith(prefix)
      ? (name.slice(prefix.length).match(/^(\d+)-[0-9a-f]{8}\.partial$/) ?? [])
      : [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true });
  }
}

/** Where a folder is, and where it is put while another takes its place; both have the same parent. */
function placeOf(directory: string): Readonly<Record<"path" | "aside" | "parent", string>> {
  const absolute = resolve(directory);
  // A link goes on to point to the model.
  const path = existsSync(absolute) ? realpathSync(absolute) : absolute;
  const parent = dirname(path);
  return { path, parent, aside: join(parent, `.${basename(path)}.replaced`) };
}

function attempt<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refused(messageOf(error), directory, error);
  }
}

function refused(reason: string, directory: string, cause?: unknown): TolariaError {
  const options = cause === undefined ? undefined : { cause };
  return new TolariaError(
    "model/refused",
    errorMessage(reason, `save the model to "${directory}"`),
    options,
  );
}
