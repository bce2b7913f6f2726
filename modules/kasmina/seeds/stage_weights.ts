import type { StageWeights } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";

const { SEED_STAGE_TRAINING, SEED_STAGE_BLENDING, SEED_STAGE_SHADOWING, SEED_STAGE_PROBATIONARY } =
  SeedLifecycleStage;

/** Stages in which a seed has a gradient. */
const WEIGHED: readonly SeedLifecycleStage[] = [
  SEED_STAGE_TRAINING,
  SEED_STAGE_BLENDING,
  SEED_STAGE_SHADOWING,
  SEED_STAGE_PROBATIONARY,
];

const NAMES = WEIGHED.map((stage) => SeedLifecycleStage[stage]).join(", ");

/** Schema of the gradient weights by stage. */
export const StageWeightsSchema: z.ZodType<StageWeights> = z
  .record(z.string(), z.number().min(0))
  .refine(
    (weights) => Object.keys(weights).every((stage) => WEIGHED.includes(Number(stage))),
    `weights by SeedLifecycleStage, of ${NAMES}`,
  );
