import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../core/mod.ts";
import type { JobOptions } from "../../modules/mod.ts";
import { isAlive, type ProcessIdentity } from "./process_identity.ts";

/** Version of `sweep.json`: raised when a field is renamed, removed or changes its meaning. */
export const SWEEP_VERSION = 1;

/**
 * Where a trial stands: `pending` is to be trained up to its sweep's current rung, `dropped` was worse than others at
 * an earlier one.
 */
export type TrialStatus = "pending" | "running" | "trained" | "dropped" | "failed";

/** One combination of options. */
export interface Trial {
  /** From 1. */
  readonly number: number;
  /** Values that the sweep sets. */
  readonly options: JobOptions;
  readonly status: TrialStatus;
  /** Epochs done. */
  readonly epoch: number;
  /** Process that trains it; kept when it is gone. */
  readonly process?: ProcessIdentity;
  /** When that process was started, ms since 1970. */
  readonly started_ms?: number;
  /** Id of its last run. */
  readonly run?: string;
  /** Whether its run ended by itself: no later rung trains it further. */
  readonly ended: boolean;
  /** Metrics of its best epoch. */
  readonly metrics?: Readonly<Record<string, number | null>>;
  /** Name of the metric that its job monitors. */
  readonly monitor?: string;
  /** Why it failed. */
  readonly fault?: string;
}

/** A sweep: `sweep.json` in its folder. */
export interface Sweep {
  readonly format: "tolaria-sweep";
  readonly version: number;
  readonly name: string;
  /** Process that runs it, or did last. */
  readonly process: ProcessIdentity;
  /** Absolute path of the job file. */
  readonly job: string;
  /** Absolute path of the directory in which runs are recorded. */
  readonly runs: string;
  /** Epochs of each trial; those of the job if omitted. */
  readonly epochs?: number;
  readonly backend?: string;
  /** Metric that tells which trial is better; the monitored one if omitted. */
  readonly sort?: string;
  readonly halving?: {
    /** By how many times fewer trials each rung leaves. */
    readonly factor: number;
    /** Epochs after which trials are compared. */
    readonly rungs: readonly number[];
    /** Index of the rung that is being trained. */
    readonly rung: number;
  };
  readonly trials: readonly Trial[];
}

const FILE = "sweep.json";

/** Writes a sweep; whoever reads it meanwhile, or after a kill, sees the whole of it or of the one before. */
export function writeSweep(folder: string, sweep: Sweep): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  writeFileSync(`${path}.partial`, `${JSON.stringify(sweep, null, 2)}\n`);
  renameSync(`${path}.partial`, path);
}

/**
 * Reads the sweep in a folder.
 *
 * @throws {TolariaError} `options/invalid` if there is none, `data/corrupt` if it cannot be read.
 */
function readSweep(folder: string): Sweep {
  const path = join(folder, FILE);
  const text = textOf(path);
  if (text === undefined) {
    throw new TolariaError(
      "options/invalid",
      `There is no sweep in "${folder}". Cannot resume it: start one without "--resume".`,
    );
  }
  try {
    const sweep = JSON.parse(text) as Sweep;
    if (sweep?.format !== "tolaria-sweep") throw new Error('it has no "format": "tolaria-sweep"');
    if (sweep.version === SWEEP_VERSION) return sweep;
    throw new Error(`it has version ${sweep.version}, and this Tolaria reads ${SWEEP_VERSION}`);
  } catch (cause) {
    throw new TolariaError("data/corrupt", errorMessage(messageOf(cause), `read "${path}"`), {
      cause,
    });
  }
}

/**
 * Reads a sweep that is to be gone on with.
 *
 * @throws {TolariaError} `options/invalid` if another process still runs it, and as {@link readSweep}.
 */
export function readEndedSweep(folder: string): Sweep {
  const sweep = readSweep(folder);
  if (sweep.process.pid === process.pid || !isAlive(sweep.process)) return sweep;
  throw new TolariaError(
    "options/invalid",
    `The sweep "${sweep.name}" still runs, in process ${sweep.process.pid}. Cannot resume it.`,
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
