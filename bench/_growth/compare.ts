import { rounded } from "../_harness.ts";
import type { KeptRuns } from "./kept_runs.ts";
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
  const grownRate = await tune("growing", steps);
  const { flops } = await run("growing", { rate: grownRate, seed: TUNING_SEED, steps });
  const lengths = {
    small: await lengthOf(task, "small", runs),
    big: await lengthOf(task, "big", runs),
  };
  const smallRate = await tune("small", lengths.small(flops));
  const bigRate = await tune("big", lengths.big(flops));
  const rows = { grown: [], small: [], big: [], full: [] } as Record<string, RunOutcome[]>;
  for (let seed = 0; seed < seeds; seed++) {
    const grown = await run("growing", { rate: grownRate, seed, steps });
    rows.grown?.push(grown);
    rows.full?.push(await run("big", { rate: grownRate, seed, steps }));
    rows.big?.push(await run("big", { rate: bigRate, seed, steps: lengths.big(grown.flops) }));
    rows.small?.push(
      await run("small", { rate: smallRate, seed, steps: lengths.small(grown.flops) }),
    );
  }
  const { grown, small, big, full } = rows as Record<
    "grown" | "small" | "big" | "full",
    RunOutcome[]
  >;
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
  let best = { rate: Number.NaN, score: Number.NEGATIVE_INFINITY };
  for (const rate of rates) {
    const { score } = await run(rate);
    if (sign * score > best.score) best = { rate, score: sign * score };
  }
  return best.rate;
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
    steps: 1,
  });
  return (wanted) => Math.round((wanted - validationFlops) / (flops - validationFlops));
}
