import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../core/worker.ts";
import { type RunRecord, readRunRecord } from "./run_record.ts";

/** A folder below that of the runs. */
export type FoundRun =
  | { readonly folder: string; readonly record: RunRecord }
  | { readonly folder: string; readonly fault: string };

/** The runs in a directory, the latest first; none if there is no such directory. */
export function listRuns(directory: string): readonly FoundRun[] {
  return namesIn(directory)
    .map((name) => join(directory, name))
    .flatMap((folder) => (isRunFolder(folder) ? [found(folder)] : []))
    .sort((a, b) => startOf(b).localeCompare(startOf(a)));
}

/** What is written of a run, as plain data. Lines that a kill cut off are left out. */
export interface RunLines {
  /** A line per epoch: loss, metrics, rates and times. */
  readonly epochs: readonly unknown[];
  /** Points of the steps, each the mean of one step or several. */
  readonly steps: readonly unknown[];
  /** A line per epoch boundary, with the time of each phase. */
  readonly boundaries: readonly unknown[];
  /** What happened: incidents, seeds, rollbacks, emergencies, modes. */
  readonly events: readonly unknown[];
  /** What the gauges showed at each epoch boundary. */
  readonly readings: readonly unknown[];
  /** Parts of the run with when they began, how long they took, and of which one they are part. */
  readonly spans: readonly unknown[];
}

/** Reads the lines of the run in `folder`. */
export function readRunLines(folder: string): RunLines {
  const linesOf = (file: string) => parseLines(textOf(join(folder, `${file}.jsonl`)));
  return {
    epochs: linesOf("epochs"),
    steps: linesOf("steps"),
    boundaries: linesOf("boundaries"),
    events: linesOf("events"),
    readings: linesOf("readings"),
    spans: linesOf("spans"),
  };
}

/** The values of lines of JSON; a line that is none, as the last one of a run that was killed, is left out. */
export function parseLines(text: string): unknown[] {
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function isRunFolder(folder: string): boolean {
  try {
    return readdirSync(folder).includes("run.json");
  } catch {
    return false;
  }
}

function found(folder: string): FoundRun {
  try {
    return { folder, record: readRunRecord(folder) };
  } catch (error) {
    return { folder, fault: messageOf(error) };
  }
}

function startOf(run: FoundRun): string {
  return "record" in run ? run.record.started_at : "";
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
