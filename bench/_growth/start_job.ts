import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { JsonReport } from "../../modules/mod.ts";
import { rounded } from "../_harness.ts";
import { eachSeed, type KeptRuns, type KeptTask } from "./kept_runs.ts";
import { missingRun } from "./missing_run.ts";
import { differenceOf, rowOf } from "./statistics.ts";
import type { Size } from "./task.ts";
import type { RunOutcome, RunPlan } from "./train.ts";

/** What `npm start` is told for each size. */
const FLAGS: Readonly<Record<Size, readonly string[]>> = {
  small: ["--no-seeds"],
  growing: [],
  big: ["--big"],
};

/** The job that `npm start` trains, as it is: its controller has a process of its own, and deadlines. */
const START: KeptTask = {
  name: "start",
  unit: "%",
  growth: {},
  blendSteps: 100,
  batchSize: 64,
};

/**
 * Compares the three sizes of the job of `npm start`, each of them run by the command line.
 *
 * @param run Whether a run that is not known is done.
 */
export async function startJob(
  seeds: number,
  runs: KeptRuns,
  run: boolean,
): Promise<Readonly<Record<string, unknown>>> {
  const row = (size: Size) =>
    eachSeed(seeds, (seed) => {
      const plan = { size, rate: 4e-3, seed, steps: 2_500 };
      return runs.keep(START, plan, async () => (run ? runStart(plan) : missingRun(START, plan)));
    });
  const [small, grown, big] = [await row("small"), await row("growing"), await row("big")];
  const [grownRow, bigRow] = [rowOf(grown, true), rowOf(big)];
  return {
    task: START.name,
    unit: START.unit,
    seeds,
    static_small: rowOf(small),
    grown: grownRow,
    full_big: bigRow,
    gain: differenceOf(grown, small, 1),
    below_full_big: differenceOf(big, grown, 1),
    flops_share: rounded(grownRow.flops / bigRow.flops),
  };
}

/** Runs the job by the command line; its accuracy is that of the last epoch. */
function runStart({ size, seed }: RunPlan): RunOutcome {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];
  const job = [path("../../cli/main.ts"), "train", path("../../examples/growing.ts")];
  const flags = [...FLAGS[size], "--seed", String(seed), "--json", "--quiet", "--no-record"];
  const child = spawnSync(process.execPath, [...runtime, ...job, ...flags], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const line = child.stdout.trimEnd().split("\n").at(-1) ?? "";
  if (child.status !== 0 || !line.startsWith("{")) {
    throw new Error(`A run ended with ${child.status}: ${child.stderr}`);
  }
  const { epochs, compute, seeds, wall_s } = JSON.parse(line) as JsonReport;
  const stories = seeds as readonly { stages: readonly { stage: string }[] }[] | undefined;
  const kept = stories?.filter(({ stages }) => stages.at(-1)?.stage === "SEED_STAGE_FOSSILIZED");
  const entries = (compute?.entries ?? []) as readonly { validation: number }[];
  return {
    score: 100 * Number(epochs.at(-1)?.validation?.metrics.accuracy),
    flops: Number(compute?.total),
    validationFlops: entries.reduce((sum, { validation }) => sum + validation, 0),
    seconds: Number(wall_s),
    kept: kept?.length ?? 0,
  };
}
