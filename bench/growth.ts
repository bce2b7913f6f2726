import { compare } from "./_growth/compare.ts";
import { comparePolicies } from "./_growth/compare_policies.ts";
import { dullJob } from "./_growth/dull_job.ts";
import { KeptRuns } from "./_growth/kept_runs.ts";
import { MissingRun, missingRun } from "./_growth/missing_run.ts";
import { SideBySide } from "./_growth/side_by_side.ts";
import { startJob } from "./_growth/start_job.ts";
import { tableOf } from "./_growth/table.ts";
import { COMPARED } from "./_growth/tasks.ts";
import { type Bench, type BenchOptions, find } from "./_harness.ts";

const SEEDS = 5;
const RATES = [3e-3, 6e-3, 1.2e-2, 2.4e-2];
const FILE = "out/bench/growth.jsonl";

type Result = Readonly<Record<string, unknown>>;

/** Compares so many seeds of a task. */
type Measure = (seeds: number) => Promise<Result>;

/** Compares a network that grows with small and large ones at as many multiply-adds. */
export const growth: Bench = {
  name: "growth",
  summary:
    "a network that grows beside small and large ones at as many multiply-adds, each at its best rate",
  run: async ({ extra }: BenchOptions) => {
    const { seeds, rates, jobs } = checked(extra);
    const processes = new SideBySide(jobs);
    const runs = new KeptRuns(extra.file ?? FILE, jobs === 0 ? missingRun : processes.run);
    const measures: Readonly<Record<string, Measure>> = {
      ...Object.fromEntries(
        COMPARED.map((task) => [
          task.name,
          (seeds: number) => compare(task, { seeds, rates }, runs),
        ]),
      ),
      policies: (seeds) => comparePolicies(seeds, runs),
      start: (seeds) => startJob(seeds, runs, jobs > 0),
      dull: (seeds) => dullJob(seeds, runs),
    };
    const names = extra.task?.split(",") ?? Object.keys(measures);
    const chosen = names.map((name) => find(measures, "task", name));
    try {
      const results: Result[] = [];
      for (const measure of chosen) results.push(...(await mostSeeds(measure, seeds)));
      return results;
    } finally {
      processes.dispose();
    }
  },
  table: tableOf,
};

/** Compares as many seeds of a task as there are runs of; none where a run of the first is missing. */
async function mostSeeds(measure: Measure, seeds: number): Promise<readonly Result[]> {
  for (let some = seeds; some > 0; some--) {
    try {
      return [await measure(some)];
    } catch (error) {
      if (!(error instanceof MissingRun)) throw error;
    }
  }
  return [];
}

function checked(extra: BenchOptions["extra"]) {
  const seeds = Number(extra.seeds ?? SEEDS);
  const jobs = Number(extra.jobs ?? 1);
  const rates = extra.rates?.split(",").map(Number) ?? RATES;
  check("seeds", seeds, (x) => Number.isInteger(x) && x >= 1, "a whole number of at least 1");
  check("jobs", jobs, (x) => Number.isInteger(x) && x >= 0, "a whole number of at least 0");
  for (const rate of rates) check("rates", rate, (x) => x > 0, "rates greater than 0, with commas");
  return { seeds, jobs, rates };
}

function check(
  option: string,
  value: number,
  holds: (value: number) => boolean,
  rule: string,
): void {
  if (holds(value)) return;
  throw new RangeError(`"--${option}" must be ${rule}, but has ${value}. Cannot measure.`);
}
