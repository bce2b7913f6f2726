import { rmSync } from "node:fs";
import { TolariaError } from "../../core/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { findRun } from "./find_run.ts";

/** Options of `runs remove`. */
export interface RemoveFlags {
  readonly runs: string;
}

/** Removes the folders of runs; none of them if one is still running. */
export function removeRuns(names: readonly string[], { runs }: RemoveFlags): number {
  const found = names.map((name) => findRun(runs, name));
  const running = found.find(({ record }) => record.status === "running");
  if (running) {
    throw new TolariaError(
      "options/invalid",
      `"${running.record.id}" is still running, in process ${running.record.pid}: stop it first. Nothing was removed.`,
    );
  }
  for (const { folder, record } of found) {
    rmSync(folder, { recursive: true });
    process.stdout.write(`removed ${record.id}\n`);
  }
  return EXIT_CODES.done;
}
