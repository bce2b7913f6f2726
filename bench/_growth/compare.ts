import { rounded } from "../_harness.ts";
import { eachSeed, type KeptRuns } from "./kept_runs.ts";
import { differenceOf, rowOf } from "./statistics.ts";
import type { GrowthTask, Size } from "./task.ts";
import type { RunOutcome, RunPlan } from "./train.ts";

/** How much is done. */
export interface Extent {
  /** Seeds of each row. */
  readonly seeds: number;
  /** Rates that each row is tried at. */
  readonly rates: readonly number[];
}

/** Rates are chosen on a seed that no row is measured on. */
const TUNING_SEED = 1_000;

/** Steps by which a network's multiply-adds are counted: as few as the schedule has room in. */
const COUNTED_STEPS = 200;

/** Compares the grown network with those of a fixed size at as many multiply-adds, each at its best rate. */
export async function compare(
  task: GrowthTask,
  { seeds, rates }: Extent,
  runs: KeptRuns,
): Promise<Readonly<Record<string, unknown>>> {
  const sign = signOf(task);
  const { steps } = task;
  const run = (size: Size, plan: Omit<RunPlan, "size">) => runs.of(task, { size, ...plan });
  const tune = (size: Size, steps: number) =>
    bestRate(rates, sign, (rate) => run(size, { rate, seed: TUNING_SEED, steps }));
  const [lengthOfSmall, lengthOfBig, grownRate] = await Promise.all([
    lengthOf(task, "small", runs),
    lengthOf(task, "big", runs),
    tune("growing", steps),
  ]);
  const { flops } = await run("growing", { rate: grownRate, seed: TUNING_SEED, steps });
  const [smallRate, bigRate] = await Promise.all([
    tune("small", lengthOfSmall(flops)),
    tune("big", lengthOfBig(flops)),
  ]);
  const grownRuns = eachSeed(seeds, (seed) => run("growing", { rate: grownRate, seed, steps }));
  /** Trains a network for as many multiply-adds as the grown one took with the same seed. */
  const alike = (size: Size, rate: number, length: (flops: number) => number) =>
    eachSeed(seeds, async (seed) => {
      const { flops } = await run("growing", { rate: grownRate, seed, steps });
      return run(size, { rate, seed, steps: length(flops) });
    });
  const [grown, full, big, small] = await Promise.all([
    grownRuns,
    eachSeed(seeds, (seed) => run("big", { rate: grownRate, seed, steps })),
    alike("big", bigRate, lengthOfBig),
    alike("small", smallRate, lengthOfSmall),
  ]);
  const [grownRow, fullRow] = [rowOf(grown, true), rowOf(full)];
  return {
    task: task.name,
    unit: task.unit,
    seeds,
    static_small: { ...rowOf(small), rate: smallRate },
    grown: { ...grownRow, rate: grownRate },
    static_big: { ...rowOf(big), rate: bigRate },
    full_big: { ...fullRow, rate: grownRate },
    gain: differenceOf(grown, small, sign),
    below_static_big: differenceOf(big, grown, sign),
    below_full_big: differenceOf(full, grown, sign),
    flops_share: rounded(grownRow.flops / fullRow.flops),
  };
}

/** 1 if a higher score is better, -1 if a lower one is. */
export function signOf({ unit }: GrowthTask): number {
  return unit === "%" ? 1 : -1;
}

async function bestRate(
  rates: readonly number[],
  sign: number,
  run: (rate: number) => Promise<RunOutcome>,
): Promise<number> {
  const scores = await Promise.all(rates.map(async (rate) => sign * (await run(rate)).score));
  return rates[scores.indexOf(Math.max(...scores))] as number;
}

/** Returns how many steps of a network of fixed size take as many multiply-adds, its validation included. */
async function lengthOf(
  task: GrowthTask,
  size: Size,
  runs: KeptRuns,
): Promise<(flops: number) => number> {
  const { flops, validationFlops } = await runs.of(task, {
    size,
    rate: 1e-3,
    seed: TUNING_SEED,
    steps: COUNTED_STEPS,
  });
  const step = (flops - validationFlops) / COUNTED_STEPS;
  return (wanted) => Math.round((wanted - validationFlops) / step);
}
