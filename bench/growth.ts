import { compare } from "./_growth/compare.ts";
import { comparePolicies } from "./_growth/compare_policies.ts";
import { dullJob } from "./_growth/dull_job.ts";
import { KeptRuns } from "./_growth/kept_runs.ts";
import { mnist1dTask } from "./_growth/mnist_1d_task.ts";
import { mnistTask } from "./_growth/mnist_task.ts";
import { mobyDickTask } from "./_growth/moby_dick_task.ts";
import { startJob } from "./_growth/start_job.ts";
import { tableOf } from "./_growth/table.ts";
import type { GrowthTask } from "./_growth/task.ts";
import { type Bench, type BenchOptions, find } from "./_harness.ts";

const SEEDS = 5;
const RATES = [3e-3, 6e-3, 1.2e-2, 2.4e-2];
const FILE = "out/bench/growth.jsonl";

/** The tasks of which it compares sizes; the last is one in which growing loses. */
const TASKS: readonly GrowthTask[] = [
  mnist1dTask("mnist_1d", 40_000, 3_000),
  mnistTask,
  mobyDickTask,
  mnist1dTask("mnist_1d_4000", 4_000, 3_000),
];

/** Compares a network that grows with small and large ones at as many multiply-adds. */
export const growth: Bench = {
  name: "growth",
  summary:
    "a network that grows beside small and large ones at as many multiply-adds, each at its best rate",
  run: async ({ extra }: BenchOptions) => {
    const runs = new KeptRuns(extra.file ?? FILE);
    const seeds = Number(extra.seeds ?? SEEDS);
    const rates = extra.rates?.split(",").map(Number) ?? RATES;
    check("seeds", seeds, (x) => Number.isInteger(x) && x >= 1, "a whole number of at least 1");
    for (const rate of rates)
      check("rates", rate, (x) => x > 0, "rates greater than 0, with commas");
    const measures = {
      ...Object.fromEntries(
        TASKS.map((task) => [task.name, () => compare(task, { seeds, rates }, runs)] as const),
      ),
      policies: () => comparePolicies(seeds, runs),
      start: () => startJob(seeds, runs),
      dull: () => dullJob(seeds, runs),
    };
    const names = extra.task?.split(",") ?? Object.keys(measures);
    const chosen = names.map((name) => find(measures, "task", name));
    const results = [];
    for (const measure of chosen) results.push(await measure());
    return results;
  },
  table: tableOf,
};

function check(
  option: string,
  value: number,
  holds: (value: number) => boolean,
  rule: string,
): void {
  if (holds(value)) return;
  throw new RangeError(`"--${option}" must be ${rule}, but has ${value}. Cannot measure.`);
}
