import type { StageWeights } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import type { Blueprint } from "./blueprint.ts";
import { StageWeightsSchema } from "./stage_weights.ts";

/** Limits that seeds must keep to pass the gates. */
export interface GateLimits {
  /** G0: parameters that a seed may have, at least 0. @default 1,000,000 */
  readonly maxParameters: number;
  /** G1: least steps of training beside the host before grafting. @default 10 */
  readonly minTrainingSteps: number;
  /** G1: highest norm of the last gradient. @default 100 */
  readonly maxGradientNorm: number;
  /** G1: highest ratio of the seed's local loss to the host's, both of the last epoch. @default 1.5 */
  readonly maxOwnLossRatio: number;
  /** G2: highest relative rise of the loss since grafting. @default 0.1 */
  readonly maxLossRise: number;
  /** G3: highest factor, or inverse factor, by which the seed scales a random activation; greater than 1. @default 10 */
  readonly maxScale: number;
  /** G4: least epochs of probation. @default 1 */
  readonly minProbationEpochs: number;
  /** G4: least relative fall of the loss since grafting; may be negative. @default 0 */
  readonly minLossGain: number;
}

/** Options of {@link seeds}. */
export interface SeedsOptions {
  /** Steps over which a seed is blended in, at least 1. @default 200 */
  readonly blendSteps?: number;
  /** Epochs for which a slot accepts no seed after a cull, at least 0. @default 3 */
  readonly embargoEpochs?: number;
  /** Steps over which a seed's learning rate warms up, at least 1. @default 100 */
  readonly warmupSteps?: number;
  /** Share of the host's learning rate at the start of the warmup, in [0, 1]. @default 0.1 */
  readonly startShare?: number;
  /**
   * Share of each batch on which a seed beside the host measures its own loss, in (0, 1]; at least 8 examples. The rest
   * of the host computes these once more.
   * @default 0.25
   */
  readonly ownExamples?: number;
  /**
   * Factors of a seed's gradient by `SeedLifecycleStage`, at least 0; in other stages a seed has no gradient of its
   * own.
   * @default TRAINING 0.1, BLENDING its share, SHADOWING 0.5, PROBATIONARY 1
   */
  readonly stageWeights?: StageWeights;
  /**
   * What becomes of the weights of a seed that is fossilized: they go on learning with the host, or are frozen.
   * @default "trained"
   */
  readonly fossils?: "trained" | "frozen";
  /** Limits that seeds must keep to pass the gates. @default those of `GateLimits` */
  readonly gates?: Partial<GateLimits>;
  /** Further blueprints by name; they replace built-in ones of the same name. @default none */
  readonly blueprints?: Readonly<Record<string, Blueprint>>;
}

/** Options with all defaults filled in. */
export interface CheckedSeedsOptions extends Required<Omit<SeedsOptions, "gates">> {
  readonly gates: GateLimits;
}

const count = z.int().min(0);

const GatesSchema: z.ZodType<GateLimits> = z.strictObject({
  maxParameters: count.default(1_000_000),
  minTrainingSteps: count.default(10),
  maxGradientNorm: z.number().positive().default(100),
  maxOwnLossRatio: z.number().positive().default(1.5),
  maxLossRise: z.number().min(0).default(0.1),
  maxScale: z.number().gt(1).default(10),
  minProbationEpochs: count.default(1),
  minLossGain: z.number().default(0),
});

/** Schema of {@link SeedsOptions}. */
export const SeedsSchema: z.ZodType<CheckedSeedsOptions> = z.strictObject({
  blendSteps: z.int().min(1).default(200),
  embargoEpochs: count.default(3),
  warmupSteps: z.int().min(1).default(100),
  startShare: z.number().min(0).max(1).default(0.1),
  ownExamples: z.number().gt(0).max(1).default(0.25),
  stageWeights: StageWeightsSchema.default({}),
  fossils: z.enum(["trained", "frozen"]).default("trained"),
  gates: GatesSchema.prefault({}),
  blueprints: z
    .record(
      z.string().min(1),
      z.custom<Blueprint>(
        isBlueprint,
        'a blueprint: an object with a number "tier" and the methods "misfit" and "build"',
      ),
    )
    .default({}),
});

function isBlueprint(value: unknown): boolean {
  const { tier, misfit, build } = (value ?? {}) as Partial<Blueprint>;
  return typeof tier === "number" && typeof misfit === "function" && typeof build === "function";
}
