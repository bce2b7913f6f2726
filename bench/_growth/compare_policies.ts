import { makeHeuristic } from "../../modules/mod.ts";
import { eachSeed, type KeptRuns } from "./kept_runs.ts";
import { mnist1dTask } from "./mnist_1d_task.ts";
import { differenceOf, rowOf } from "./statistics.ts";
import type { GrowthTask, Size } from "./task.ts";

const RATE = 3e-3;

/** 40 epochs of the 4,000 examples that the paper has. */
export const DATES: GrowthTask = mnist1dTask("policies", 4_000, 1_600);

/** The same by the heuristic, with the options that `npm start` had for it. */
export const HEURISTIC: GrowthTask = {
  ...DATES,
  name: "policies_heuristic",
  policy: () =>
    makeHeuristic({
      patience: 1,
      minImprovement: 0.3,
      stageEpochs: 1,
      blueprints: ["conv-norm"],
      rateFactor: 1,
    }),
};

/** Compares `growth()` with the heuristic, as it was configured before, at one rate. */
export async function comparePolicies(
  seeds: number,
  runs: KeptRuns,
): Promise<Readonly<Record<string, unknown>>> {
  const row = (task: GrowthTask, size: Size) =>
    eachSeed(seeds, (seed) => runs.of(task, { size, rate: RATE, seed, steps: task.steps }));
  const [small, heuristic, grown, big] = await Promise.all([
    row(DATES, "small"),
    row(HEURISTIC, "growing"),
    row(DATES, "growing"),
    row(DATES, "big"),
  ]);
  return {
    task: DATES.name,
    unit: DATES.unit,
    seeds,
    rate: RATE,
    static_small: rowOf(small),
    heuristic: rowOf(heuristic, true),
    grown: rowOf(grown, true),
    static_big: rowOf(big),
    gain: differenceOf(grown, heuristic, 1),
  };
}
