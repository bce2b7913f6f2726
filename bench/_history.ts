import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, release, type } from "node:os";
import { join } from "node:path";
import { VERSION } from "../core/mod.ts";
import type { BenchResult } from "./_harness.ts";

const ROOT = join(import.meta.dirname, "..");

/** Where recorded measurements are kept, one JSON object a line, oldest first. */
export const HISTORY_FILE: string = join(import.meta.dirname, "results/history.jsonl");

/** What was measured, and how it was asked for. */
export interface Measurement {
  readonly bench: string;
  /** Options of the command line by name. */
  readonly options: Readonly<Record<string, string>>;
  /** What a reader must know of the conditions, as "load of 10". */
  readonly note: string | undefined;
  readonly result: BenchResult;
}

/** Where and with what a measurement was made. */
export interface Provenance {
  /** Time of the end, ISO 8601. */
  readonly date: string;
  readonly commit: string;
  /** Whether tracked files differed from the commit. */
  readonly modified: boolean;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly os: string };
  readonly versions: Readonly<Record<string, string>>;
}

/** Returns the line of the history for a measurement. */
export function historyLine(measurement: Measurement, provenance: Provenance): string {
  const { bench, options, note, result } = measurement;
  const { date, commit, modified, machine, versions } = provenance;
  const fields = { bench, date, commit, modified, machine, versions, options, note, result };
  return `${JSON.stringify(fields)}\n`;
}

/** Appends a measurement to the history. */
export function record(measurement: Measurement): void {
  appendFileSync(HISTORY_FILE, historyLine(measurement, readProvenance()));
}

function readProvenance(): Provenance {
  return {
    date: new Date().toISOString(),
    commit: git("rev-parse", "--short=12", "HEAD"),
    modified: git("status", "--porcelain", "--untracked-files=no") !== "",
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      os: `${type()} ${release()}`,
    },
    versions: readVersions(),
  };
}

/** Versions of Tolaria, the runtime, and what computes. */
function readVersions(): Record<string, string> {
  const { bun, deno } = process.versions as Readonly<Record<string, string | undefined>>;
  const manifest = readFileSync(join(ROOT, "package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const computing = Object.entries(dependencies).filter(([name]) => /^@tensorflow\//.test(name));
  return {
    tolaria: VERSION,
    ...(bun ? { bun } : deno && { deno }),
    ...Object.fromEntries(computing),
  };
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
}
