import { z } from "../../../deps.ts";

/** How seeds are tried. */
export interface GrowthTrialOptions {
  /** Steps of each branch, in shares of the run's steps, in (0, 1): what a failed trial costs. @default 0.0125 */
  readonly share?: number;
  /** Least steps of each branch, at least 1. @default 20 */
  readonly minSteps?: number;
  /** Least share by which a seed must lower the loss beyond the branch without it. @default 0.03 */
  readonly minGain?: number;
  /** Trials that may fail before no more seed is sown: what is tried first promises most. At least 1. @default 1 */
  readonly mostFailures?: number;
}

/** Options of the policy that grows seeds by dates. */
export interface GrowthOptions {
  /** When to sow a seed each, in shares of the run's steps, in (0, 1), rising. @default [0.1, 0.25, 0.4] */
  readonly at?: readonly number[];
  /** Blueprints to grow; `order` says which of those that fit. @default ["residual", "branch"] */
  readonly blueprints?: readonly string[];
  /** Share of the run after which no seed is sown, in (0, 1). @default 0.6 */
  readonly until?: number;
  /** Steps over which a seed is blended in, at least 1. @default a fifth of a trial; those of `seeds()` without one */
  readonly blendSteps?: number;
  /** Boundaries without an improvement after which the next date is brought forward, at least 1. @default 3 */
  readonly patience?: number;
  /** Least relative fall of the loss that counts as an improvement. @default 0.002 */
  readonly minImprovement?: number;
  /**
   * Most multiply-adds of the run, as a share of what the network would take with a seed in each slot from the first
   * step on, greater than 0. A seed beyond it is not sown. @default 1
   */
  readonly budget?: number;
  /**
   * The trial that decides whether a seed stays: from one state the run goes on without it and with it, and then as it did
   * better. False for none: a seed is judged then by the loss before and after. @default the defaults of its options
   */
  readonly trial?: GrowthTrialOptions | false;
  /**
   * What comes first where there is a choice: the slot and blueprint with the largest squared gradient for its
   * multiply-adds, which is measured on some examples before each date, or the cheapest. @default "gradient"
   */
  readonly order?: "gradient" | "cost";
  /** Boundaries that a seed may wait for a gate before it is culled, at least 1. @default 4 */
  readonly gateBoundaries?: number;
}

/** Options with all defaults filled in. */
export interface CheckedGrowthOptions
  extends Required<Omit<GrowthOptions, "blendSteps" | "trial">> {
  readonly blendSteps?: number | undefined;
  readonly trial: Required<GrowthTrialOptions> | false;
}

const share = z.number().gt(0).lt(1);

const TrialSchema = z.strictObject({
  share: share.default(0.0125),
  minSteps: z.int().min(1).default(20),
  minGain: z.number().default(0.03),
  mostFailures: z.int().min(1).default(1),
});

/** Rules of {@link GrowthOptions}. */
export const GrowthSchema: z.ZodType<CheckedGrowthOptions> = z.strictObject({
  at: z
    .array(share)
    .min(1)
    .max(100)
    .refine(
      (dates) => dates.every((date, at) => at === 0 || date >= (dates[at - 1] as number)),
      "shares of the run that rise",
    )
    .default([0.1, 0.25, 0.4]),
  blueprints: z.array(z.string().min(1)).min(1).default(["residual", "branch"]),
  until: share.default(0.6),
  blendSteps: z.int().min(1).optional(),
  patience: z.int().min(1).default(3),
  minImprovement: z.number().min(0).default(0.002),
  budget: z.number().positive().default(1),
  order: z.enum(["gradient", "cost"]).default("gradient"),
  trial: z.union([z.literal(false), TrialSchema]).prefault({}),
  gateBoundaries: z.int().min(1).default(4),
});
