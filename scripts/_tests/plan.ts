import { globSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { ROOT } from "../_run.ts";
import { type RuntimeName, roomOf } from "./rooms.ts";

/** Files that one process runs, one after the other. */
export interface Batch {
  readonly runtime: RuntimeName;
  readonly files: readonly string[];
  /** How long it takes, roughly. */
  readonly seconds: number;
  /** Whether nothing else may run beside it. */
  readonly alone: boolean;
}

/** How long a batch takes, roughly: long compared with the second that a process needs to load the product. */
export const BATCH_SECONDS = 20;

/** How long a file takes that is in no room. */
const FILE_SECONDS = 0.3;

/**
 * The test files at or below `paths`, from the root, in order.
 *
 * @throws {Error} If there is none at one of them.
 */
export function findTests(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    const place = normalize(path).replace(/\/$/, "");
    const isFile = statSync(join(ROOT, place), { throwIfNoEntry: false })?.isFile() ?? false;
    const files = isFile ? [place] : globSync(`${place}/**/*_test.ts`, { cwd: ROOT });
    if (files.length === 0) throw new Error(`Cannot run tests of '${path}': there is none`);
    return files;
  });
  return [...new Set(found)].sort();
}

/** Divides the files of each runtime into batches of similar length, the longest first. */
export function planBatches(
  files: readonly string[],
  runtimes: readonly RuntimeName[],
): readonly Batch[] {
  return runtimes
    .flatMap((runtime, index) => {
      const own = files.filter((file) => index === 0 || roomOf(file).once === undefined);
      return batchesOf(runtime, own);
    })
    .sort((a, b) => Number(a.alone) - Number(b.alone) || b.seconds - a.seconds);
}

function batchesOf(runtime: RuntimeName, files: readonly string[]): Batch[] {
  const batches: Batch[] = [];
  let open: string[] = [];
  let seconds = 0;
  const close = () => {
    if (open.length > 0) batches.push({ runtime, files: open, seconds, alone: false });
    [open, seconds] = [[], 0];
  };
  for (const file of files) {
    const room = roomOf(file);
    const takes = room.seconds ?? FILE_SECONDS;
    if (room.alone !== undefined) {
      batches.push({ runtime, files: [file], seconds: takes, alone: true });
      continue;
    }
    if (seconds + takes > BATCH_SECONDS) close();
    open.push(file);
    seconds += takes;
  }
  close();
  return batches;
}
