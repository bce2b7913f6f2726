import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { machineClock, TolariaError } from "../../core/mod.ts";
import type { JobOptions } from "../../modules/mod.ts";
import type { OptionTexts } from "../job_options.ts";
import { loadJob, loadOptions } from "../load_job.ts";
import { halvingRungs } from "./halving.ts";
import { identityOf } from "./process_identity.ts";
import { drawCombinations, everyCombination, type SearchAxis } from "./search_space.ts";
import { SWEEP_VERSION, type Sweep } from "./sweep_file.ts";

/** What a sweep is planned from. */
export interface PlanFlags {
  readonly grid?: readonly SearchAxis[];
  /** How many combinations to draw; all of them are tried if omitted. */
  readonly random?: number;
  /** Seed of the draws. */
  readonly seed?: number;
  readonly epochs?: number;
  readonly backend?: string;
  /** By how many times fewer trials each rung of successive halving leaves. */
  readonly halving?: number;
  readonly sort?: string;
  readonly name?: string;
}

/** Folder of the sweep `name` below the directory of the runs. */
export function sweepFolder(runs: string, name: string): string {
  return join(runs, "sweeps", name);
}

/**
 * Plans the sweep of a job.
 *
 * @param runs Directory in which runs are recorded.
 * @throws {TolariaError} `job/invalid` or `options/invalid`, before anything is trained.
 */
export async function planSweep(job: string, runs: string, flags: PlanFlags): Promise<Sweep> {
  const { grid = [], random, seed = 0, epochs, backend, halving, sort } = flags;
  if (grid.length === 0) {
    throw new TolariaError(
      "options/invalid",
      'There is nothing to try: name options of the job, as in "--grid learningRate=1e-3,3e-3". Cannot sweep.',
    );
  }
  const name = flags.name ?? `${timestamp()}-${basename(job).replace(/\.[cm]?[jt]s$/, "")}`;
  checkName(runs, name);
  const defaults = await loadOptions(job);
  const combinations =
    random === undefined
      ? everyCombination(grid, defaults)
      : drawCombinations(grid, defaults, random, seed);
  const most = epochs ?? (halving === undefined ? undefined : await epochsOf(job, combinations[0]));
  return {
    format: "tolaria-sweep",
    version: SWEEP_VERSION,
    name,
    process: identityOf(process.pid),
    job: resolve(job),
    runs: resolve(runs),
    ...(most !== undefined && { epochs: most }),
    ...(backend !== undefined && { backend }),
    ...(sort !== undefined && { sort }),
    ...(halving !== undefined &&
      most !== undefined && {
        halving: {
          factor: halving,
          rungs: halvingRungs(combinations.length, most, halving),
          rung: 0,
        },
      }),
    trials: combinations.map((options, at) => ({
      number: at + 1,
      options,
      status: "pending",
      epoch: 0,
      ended: false,
    })),
  };
}

/** Epochs that the job says itself. */
async function epochsOf(path: string, options: JobOptions = {}): Promise<number> {
  const texts: OptionTexts = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, String(value)]),
  );
  const { job } = await loadJob(path, texts);
  return job.run.epochs;
}

function checkName(runs: string, name: string): void {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new TolariaError(
      "options/invalid",
      `"--name" may have letters, digits, "_", "-" and ".", but is "${name}". Cannot sweep.`,
    );
  }
  if (!existsSync(sweepFolder(runs, name))) return;
  throw new TolariaError(
    "options/invalid",
    `There is a sweep "${name}" already: go on with it by "--resume ${name}", or choose another "--name". Cannot sweep.`,
  );
}

/** `20261130-223607`, as in the names of run folders. */
function timestamp(): string {
  return new Date(machineClock.wallMs())
    .toISOString()
    .replace(/[-:]/g, "")
    .replace("T", "-")
    .slice(0, 15);
}
