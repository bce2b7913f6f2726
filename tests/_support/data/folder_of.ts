import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes files of a folder: bytes or text by their path from it. Returns the folder. */
export function folderOf(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, body] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  }
  return folder;
}
