import { z } from "../../../deps.ts";

/** The course of a learning rate that warms up and falls along a cosine. */
export interface WarmupCosineOptions {
  /** Rate at the end of the warmup, greater than 0. */
  readonly peak: number;
  /** Steps of the warmup, at least 0. */
  readonly warmupSteps: number;
  /** Steps of the whole schedule, or `"run"` for the steps of the run. @default "run" */
  readonly totalSteps?: number | "run";
  /** Rate of the first step, at least 0. @default 0 */
  readonly start?: number;
  /** Rate at the end, at least 0. @default 0 */
  readonly end?: number;
  /** What a longer run does: keep the rate `end`. Without it, a longer run is refused. */
  readonly afterEnd?: "hold";
}

/** The options with every default filled in. */
export interface CheckedWarmupCosineOptions
  extends Required<Omit<WarmupCosineOptions, "afterEnd">> {
  readonly afterEnd?: "hold" | undefined;
}

/** Rules of {@link WarmupCosineOptions}. */
export const WarmupCosineSchema: z.ZodType<CheckedWarmupCosineOptions> = z
  .strictObject({
    peak: z.number().positive(),
    warmupSteps: z.int().min(0),
    totalSteps: z.union([z.int().min(1), z.literal("run")]).default("run"),
    start: z.number().min(0).default(0),
    end: z.number().min(0).default(0),
    afterEnd: z.literal("hold").optional(),
  })
  .refine(({ warmupSteps, totalSteps }) => totalSteps === "run" || warmupSteps <= totalSteps, {
    path: ["warmupSteps"],
    message: 'at most "totalSteps"',
  });
