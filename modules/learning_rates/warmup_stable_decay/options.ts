import { z } from "../../../deps.ts";

/** A learning rate that warms up, stays, and falls at the end. */
export interface WarmupStableDecayOptions {
  /** Rate after the warmup, greater than 0. */
  readonly peak: number;
  /** Steps of the warmup, at least 0. */
  readonly warmupSteps: number;
  /** Steps of the decay at the end, at least 1. */
  readonly decaySteps: number;
  /** Steps of the whole schedule, or `"run"` for the steps of the run. @default "run" */
  readonly totalSteps?: number | "run";
  /** Rate of the first step, at least 0. @default 0 */
  readonly start?: number;
  /** Rate at the end, at least 0. @default 0 */
  readonly end?: number;
  /** Shape of the decay: linear, half a cosine, or 1 - sqrt(progress). @default "linear" */
  readonly shape?: "linear" | "cosine" | "one-minus-sqrt";
  /** What a longer run does: keep the rate `end`. Without it, a longer run is refused. */
  readonly afterEnd?: "hold";
}

/** The options with every default filled in. */
export interface CheckedWarmupStableDecayOptions
  extends Required<Omit<WarmupStableDecayOptions, "afterEnd">> {
  readonly afterEnd?: "hold" | undefined;
}

/** Rules of {@link WarmupStableDecayOptions}. */
export const WarmupStableDecaySchema: z.ZodType<CheckedWarmupStableDecayOptions> = z
  .strictObject({
    peak: z.number().positive(),
    warmupSteps: z.int().min(0),
    decaySteps: z.int().min(1),
    totalSteps: z.union([z.int().min(1), z.literal("run")]).default("run"),
    start: z.number().min(0).default(0),
    end: z.number().min(0).default(0),
    shape: z.enum(["linear", "cosine", "one-minus-sqrt"]).default("linear"),
    afterEnd: z.literal("hold").optional(),
  })
  .refine(
    ({ warmupSteps, decaySteps, totalSteps }) =>
      totalSteps === "run" || warmupSteps + decaySteps <= totalSteps,
    { path: ["totalSteps"], message: 'at least "warmupSteps" and "decaySteps" together' },
  );
