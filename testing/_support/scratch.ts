import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of a test's own. */
export interface Scratch {
  /** Path of a file in it. */
  path(name: string): string;
  /** What is in a file; nothing, of one that is not there. */
  read(name: string): string;
  /** Writes a file in it. */
  write(name: string, text: string): void;
}

/** Makes a folder for a test, that the test removes. */
export function makeScratch(): { readonly scratch: Scratch; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-"));
  const path = (name: string) => join(folder, name);
  const scratch: Scratch = {
    path,
    read: (name) => (existsSync(path(name)) ? readFileSync(path(name), "utf8") : ""),
    write: (name, text) => writeFileSync(path(name), text),
  };
  return { scratch, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Makes a folder for a test, and removes it after `work`. */
export async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const { scratch, remove } = makeScratch();
  try {
    return await work(scratch);
  } finally {
    remove();
  }
}
