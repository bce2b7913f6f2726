import { TolariaError } from "../../core/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { RUNS_DIRECTORY } from "../runs/find_run.ts";
import { listenForInterruption } from "../signals.ts";
import { type PlanFlags, planSweep, sweepFolder } from "./plan_sweep.ts";
import { identityOf } from "./process_identity.ts";
import { rankTrials, renderSweep, sortMetric } from "./results.ts";
import { TrialRunner } from "./run_trials.ts";
import { readEndedSweep, type Sweep } from "./sweep_file.ts";

/** Options of `sweep`. */
export interface SweepFlags extends PlanFlags {
  /** Directory in which runs are recorded. */
  readonly runs: string;
  /** How many trials are trained at a time. */
  readonly jobs: number;
  /** Name of the sweep to go on with. */
  readonly resume?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Trains a job with many combinations of its options, and shows which are best.
 *
 * @returns The exit code: that of a signal if one ended the sweep, and `failed` if every trial failed.
 */
export async function sweep(job: string | undefined, flags: SweepFlags): Promise<number> {
  const planned = await openSweep(job, flags);
  const folder = sweepFolder(flags.runs, planned.name);
  const runner = new TrialRunner(folder, planned, flags.quiet ? () => {} : say);
  const forward = (signal: NodeJS.Signals) => runner.kill(signal);
  // Before those of the interruption, which exits on the second signal: the processes get that one too.
  for (const signal of SIGNALS) process.on(signal, forward);
  const interruption = listenForInterruption((signal) =>
    say(`\n${signal}: the trials finish their steps; press again to end them at once`),
  );
  try {
    await runner.run(flags.jobs);
  } finally {
    interruption.dispose();
    for (const signal of SIGNALS) process.off(signal, forward);
  }
  print(runner.sweep, flags);
  if (interruption.exitCode === undefined) return exitCodeOf(runner.sweep);
  say(`go on by: npx bun run tolaria sweep --resume ${planned.name}${runsFlag(flags)}`);
  return interruption.exitCode;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

async function openSweep(job: string | undefined, flags: SweepFlags): Promise<Sweep> {
  const { resume, runs } = flags;
  if (resume === undefined) {
    if (job !== undefined) return await planSweep(job, runs, flags);
    throw new TolariaError(
      "options/invalid",
      'Name a job, or a sweep to go on with by "--resume". Cannot sweep.',
    );
  }
  const given = (["grid", "random", "seed", "epochs", "backend", "halving", "name"] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (given === undefined && job === undefined) {
    const found = readEndedSweep(sweepFolder(runs, resume));
    const { sort = found.sort } = flags;
    return { ...found, ...(sort !== undefined && { sort }), process: identityOf(process.pid) };
  }
  throw new TolariaError(
    "options/invalid",
    `"--resume" goes on with the job and the trials of the sweep: leave out ${given ? `"--${given}"` : `"${job}"`}. Cannot sweep.`,
  );
}

function exitCodeOf({ trials }: Sweep): number {
  return trials.every(({ status }) => status === "failed") ? EXIT_CODES.failed : EXIT_CODES.done;
}

function print(result: Sweep, { json }: SweepFlags): void {
  if (!json) {
    process.stdout.write(`${renderSweep(result)}\n`);
    return;
  }
  const metric = sortMetric(result);
  const trials = rankTrials(result.trials, metric);
  process.stdout.write(`${JSON.stringify({ ...result, metric, trials })}\n`);
}

function runsFlag({ runs }: SweepFlags): string {
  return runs === RUNS_DIRECTORY ? "" : ` --runs ${runs}`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
