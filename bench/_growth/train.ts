import type { RunReport } from "../../core/mod.ts";
import type { ContainerModule } from "../../deps.ts";
import {
  adamw,
  createTrainer,
  makeGrowth,
  manualClock,
  seeds,
  silent,
  tamiyoInProcess,
  warmupStableDecay,
  wasm,
} from "../../modules/mod.ts";
import { stepData } from "./step_data.ts";
import type { GrowthTask, Size } from "./task.ts";

/** One run. */
export interface RunPlan {
  readonly size: Size;
  readonly rate: number;
  readonly seed: number;
  readonly steps: number;
}

/** What came of it. */
export interface RunOutcome {
  /** Of the validation, in the unit of the task. */
  readonly score: number;
  /** All multiply-adds, validation and the controller's own measurements included. */
  readonly flops: number;
  /** Those of them that are validation. */
  readonly validationFlops: number;
  readonly seconds: number;
  /** Seeds that stayed. */
  readonly kept: number;
}

/** Boundaries in a run, and the examples that each of them measures. */
const [BOUNDARIES, BOUNDARY_EXAMPLES] = [40, 128];

/** Share of the steps over which the rate falls. */
const DECAY = 0.4;

/** Trains a network for so many steps. Nothing in it depends on how long it takes. */
export async function train(task: GrowthTask, plan: RunPlan): Promise<RunOutcome> {
  const { steps, rate, seed, size } = plan;
  const { batchSize } = task;
  const began = performance.now();
  await using trainer = createTrainer({
    host: task.host(size),
    data: stepData(task.data(), { steps, batchSize }),
    modules: [
      adamw({ weightDecay: 0.01 }),
      warmupStableDecay({ peak: rate, warmupSteps: 100, decaySteps: Math.ceil(DECAY * steps) }),
      wasm({ threads: 1 }),
      silent(),
      // A boundary that another program holds up would change what is grown.
      manualClock(),
      ...(size === "growing" ? growing(task) : []),
    ],
    batchSize,
    validationBatchSize: 500,
    shuffle: false,
    clipNorm: 1,
    seed,
    control: {
      boundaryExamples: BOUNDARY_EXAMPLES,
      ...(size === "growing" && { boundarySteps: Math.round(steps / BOUNDARIES) }),
    },
  });
  const report = await trainer.run({ epochs: 1 });
  return { ...outcomeOf(report, task.unit), seconds: (performance.now() - began) / 1000 };
}

function growing({ blendSteps, blueprints = {}, growth, policy }: GrowthTask): ContainerModule[] {
  const controller = policy?.() ?? makeGrowth(growth);
  return [seeds({ blendSteps, blueprints }), tamiyoInProcess({ policy: controller })];
}

/**
 * What a run came to.
 *
 * @throws {Error} If it did not come to its end.
 */
export function outcomeOf(
  report: RunReport,
  unit: GrowthTask["unit"],
): Omit<RunOutcome, "seconds"> {
  const { validation } = report.epochs.at(-1) ?? {};
  if (report.endReason !== "completed" || !validation || !report.compute) {
    throw new Error(`A run ended as "${report.endReason}".`, { cause: report.error });
  }
  const kept = report.seeds?.filter(
    ({ stages }) => stages.at(-1)?.stage === "SEED_STAGE_FOSSILIZED",
  ).length;
  return {
    score:
      unit === "%" ? 100 * (validation.metrics.accuracy as number) : validation.loss / Math.LN2,
    flops: report.compute.total,
    validationFlops: report.compute.entries.reduce((sum, { validation }) => sum + validation, 0),
    kept: kept ?? 0,
  };
}
