import { statSync } from "node:fs";
import { resolve } from "node:path";
import { errorMessage, machineClock, messageOf } from "../../../core/worker.ts";
import { IndexFolder } from "../_indexed/mod.ts";
import { type FolderListing, type LinkRule, walkFolder } from "./walk_folder.ts";

/** A listing, and what is to be told about it. */
interface MadeListing extends FolderListing {
  readonly notes: readonly string[];
}

/** A folder that changed so shortly before it was listed may change again in the same tick of the file system's clock, ms. */
const CLOCK_TICK_MS = 2_000;

/** What an index is kept under. */
export function keyOf(folder: string, links: LinkRule): readonly string[] {
  return ["images", resolve(folder), links];
}

/**
 * Lists a folder, or finds the listing that was kept: it holds as long as no folder has changed. A file that was written to
 * leaves its folder as it is; the reader compares size and time of each file that it reads. The listing of a folder that
 * has only just changed is not kept.
 *
 * @param cache Folder of the listings; `false` keeps none.
 */
export function listFolder(
  folder: string,
  links: LinkRule,
  cache: string | false,
  onFile: (count: number) => void,
): MadeListing {
  if (cache === false) return { ...walkFolder(folder, links, onFile), notes: [] };
  const index = new IndexFolder(cache);
  const key = keyOf(folder, links);
  const found = index.find<Pick<FolderListing, "folders">>(key);
  if ("header" in found && found.header.folders.every(isAsBefore)) {
    const files = JSON.parse(new TextDecoder().decode(found.body));
    return { files, folders: found.header.folders, notes: [] };
  }
  const listedMs = machineClock.wallMs();
  const { files, folders } = walkFolder(folder, links, onFile);
  if (folders.some(([, mtimeMs]) => mtimeMs > listedMs - CLOCK_TICK_MS)) {
    return { files, folders, notes: [] };
  }
  try {
    index.keep(key, { folders }, new TextEncoder().encode(JSON.stringify(files)));
    return { files, folders, notes: [] };
  } catch (error) {
    return {
      files,
      folders,
      notes: [errorMessage(messageOf(error), `keep the list of "${folder}"`)],
    };
  }
}

function isAsBefore([path, mtimeMs]: readonly [string, number]): boolean {
  try {
    return statSync(path).mtimeMs === mtimeMs;
  } catch {
    return false;
  }
}
