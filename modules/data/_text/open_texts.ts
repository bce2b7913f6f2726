import { DataFile } from "../_files/mod.ts";
import { cannotRead } from "../_indexed/mod.ts";
import { findFiles } from "../_table/mod.ts";

/**
 * Opens the files that paths and patterns name.
 *
 * @param opened Each file is added as it is opened, for the caller to close.
 * @throws {TolariaError} `data/invalid` if there are none; `data/corrupt` if one is empty.
 */
export function openTexts(
  paths: string | readonly string[],
  opened: DataFile[],
): readonly DataFile[] {
  return findFiles(paths).map((path) => {
    const file = DataFile.open(path);
    opened.push(file);
    if (file.size === 0) throw cannotRead(path, "it is empty");
    return file;
  });
}
