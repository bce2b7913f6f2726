import { SeedLifecycleStage } from "../../proto/mod.ts";

/** Weight of a seed's gradient by its stage; in BLENDING, it is the alpha that it blends with. */
export type StageWeights = Readonly<Partial<Record<SeedLifecycleStage, number>>>;

/** What a seed's gradient counts where nothing else is said; stages without a number count nothing. */
const DEFAULTS: StageWeights = {
  [SeedLifecycleStage.SEED_STAGE_GERMINATED]: 0.01,
  [SeedLifecycleStage.SEED_STAGE_TRAINING]: 0.1,
  [SeedLifecycleStage.SEED_STAGE_SHADOWING]: 0.5,
  [SeedLifecycleStage.SEED_STAGE_PROBATIONARY]: 1,
};

/**
 * Factor of a seed's gradient in its stage of life.
 *
 * GERMINATED 0.01, TRAINING 0.1, BLENDING alpha, SHADOWING 0.5, PROBATIONARY 1; every other stage 0.
 *
 * @param alpha Share of the seed in its slot's output, in [0, 1].
 * @param overrides Other weights by stage, at least 0.
 * @throws {RangeError} If alpha or the weight is outside its range.
 */
export function stageWeight(
  stage: SeedLifecycleStage,
  alpha: number,
  overrides: StageWeights = {},
): number {
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new RangeError(`"alpha" must be in [0, 1], but is ${alpha}. Cannot weigh a seed.`);
  }
  const blending = stage === SeedLifecycleStage.SEED_STAGE_BLENDING ? alpha : 0;
  const weight = overrides[stage] ?? DEFAULTS[stage] ?? blending;
  if (weight >= 0 && Number.isFinite(weight)) return weight;
  throw new RangeError(
    `"${SeedLifecycleStage[stage]}" must be a finite number of at least 0, but is ${weight}. Cannot weigh a seed.`,
  );
}
