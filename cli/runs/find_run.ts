import { join } from "node:path";
import { TolariaError } from "../../core/mod.ts";
import { type FoundRun, listRuns, type RunRecord } from "../../modules/mod.ts";

/** Where `tolaria train` records runs. */
export const RUNS_DIRECTORY = "runs";

/** A run that can be read. */
export interface ReadableRun {
  readonly folder: string;
  readonly record: RunRecord;
}

/**
 * Finds a run by its id, the beginning or a part of it, or `latest`.
 *
 * @throws {TolariaError} `options/invalid` if it is none of the directory's, or could be several.
 */
export function findRun(directory: string, name: string): ReadableRun {
  const runs = listRuns(directory);
  const readable = runs.filter((run): run is ReadableRun => "record" in run);
  if (name === "latest" && readable[0]) return readable[0];
  const exact = readable.find(({ record }) => record.id === name);
  if (exact) return exact;
  const found = readable.filter(({ record }) => record.id.includes(name));
  if (found.length === 1) return found[0] as ReadableRun;
  const damaged = runs.find((run) => run.folder === join(directory, name));
  if (damaged && "fault" in damaged) throw new TolariaError("data/corrupt", damaged.fault);
  throw new TolariaError("options/invalid", unknown(directory, name, found, runs));
}

function unknown(
  directory: string,
  name: string,
  found: readonly ReadableRun[],
  runs: readonly FoundRun[],
): string {
  if (found.length > 1) {
    return `"${name}" could be any of ${found.map(({ record }) => record.id).join(", ")}: give more of the id.`;
  }
  if (runs.length === 0) {
    return `There are no runs in "${directory}": "tolaria train" records them there.`;
  }
  return `No run in "${directory}" has "${name}" in its id: "tolaria runs list" shows them.`;
}
