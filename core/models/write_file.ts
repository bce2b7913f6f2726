import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";

/**
 * Writes a model that is one file: all of it or nothing, whenever the process dies. A file that is there is replaced.
 *
 * @throws {TolariaError} `model/refused` if it cannot be written.
 */
export async function writeModelFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = resolve(path);
  const parent = dirname(file);
  const partial = join(parent, `.${basename(file)}.${randomBytes(4).toString("hex")}.partial`);
  try {
    await mkdir(parent, { recursive: true });
    await writeDurably(partial, bytes);
    await rename(partial, file);
    await syncFolder(parent);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new TolariaError(
      "model/refused",
      errorMessage(messageOf(cause), `write the model to "${path}"`),
      { cause },
    );
  }
}

/** Writes a new file that is on the disk when this ends. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Brings the names in a folder to the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
