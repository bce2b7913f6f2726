import { cnn, digits } from "../../modules/mod.ts";
import { rounded } from "../_harness.ts";
import { eachSeed, type KeptRuns } from "./kept_runs.ts";
import { differenceOf, rowOf } from "./statistics.ts";
import type { GrowthTask, Size } from "./task.ts";

const RATE = 3e-3;

/** A network that is large enough for its 8,000 digits: 20 epochs of what `npm start` trained before. */
export const DULL: GrowthTask = {
  name: "dull",
  unit: "%",
  steps: 2_500,
  batchSize: 64,
  blendSteps: 100,
  growth: {},
  data: () => digits(),
  host: (size) =>
    cnn({
      inputShape: [28, 28, 1],
      filters: [4, 8],
      units: 64,
      classes: 10,
      dropout: 0.3,
      slots: size === "growing",
    }),
};

/** Measures what `growth()` does where there is nothing to gain. */
export async function dullJob(
  seeds: number,
  runs: KeptRuns,
): Promise<Readonly<Record<string, unknown>>> {
  const row = (size: Size) =>
    eachSeed(seeds, (seed) => runs.of(DULL, { size, rate: RATE, seed, steps: DULL.steps }));
  const [small, grown] = await Promise.all([row("small"), row("growing")]);
  const [smallRow, grownRow] = [rowOf(small), rowOf(grown, true)];
  return {
    task: DULL.name,
    unit: DULL.unit,
    seeds,
    rate: RATE,
    static_small: smallRow,
    grown: grownRow,
    gain: differenceOf(grown, small, 1),
    flops_ratio: rounded(grownRow.flops / smallRow.flops, 4),
  };
}
