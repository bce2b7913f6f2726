import { z } from "../../../deps.ts";
import { AfterEndSchema, type Over, OverSchema } from "../_shared/mod.ts";

/** A learning rate that rises to a peak and falls far below where it began. */
export interface OneCycleOptions {
  /** Highest rate, greater than 0. */
  readonly peak: number;
  /** How long it takes, at least 2; in epochs, the rate changes only between them. @default "run" */
  readonly over?: Over;
  /** Share of the time in which it rises, in (0, 1); with three phases below 0.5. @default 0.3 */
  readonly riseShare?: number;
  /** What the peak is divided by for the first rate, at least 1. @default 25 */
  readonly startDivisor?: number;
  /** What the first rate is divided by for the last one, at least 1. @default 1e4 */
  readonly endDivisor?: number;
  /** The way between two rates. @default "cosine" */
  readonly shape?: "cosine" | "linear";
  /** With 3, it falls back to the first rate as fast as it rose, and then to the last. @default 2 */
  readonly phases?: 2 | 3;
  /** What a longer run does: keep the last rate. Without it, a longer run is refused. */
  readonly afterEnd?: "hold";
}

/** The options with every default filled in. */
export interface CheckedOneCycleOptions extends Required<Omit<OneCycleOptions, "afterEnd">> {
  readonly afterEnd?: "hold" | undefined;
}

/** Rules of {@link OneCycleOptions}. */
export const OneCycleSchema: z.ZodType<CheckedOneCycleOptions> = z
  .strictObject({
    peak: z.number().positive(),
    over: OverSchema.default("run").refine(
      (over) => over === "run" || (over.steps ?? over.epochs ?? 0) >= 2,
      "at least 2 long",
    ),
    riseShare: z.number().gt(0).lt(1).default(0.3),
    startDivisor: z.number().min(1).default(25),
    endDivisor: z.number().min(1).default(1e4),
    shape: z.enum(["cosine", "linear"]).default("cosine"),
    phases: z.union([z.literal(2), z.literal(3)]).default(2),
    afterEnd: AfterEndSchema,
  })
  .refine(({ phases, riseShare }) => phases === 2 || riseShare < 0.5, {
    path: ["riseShare"],
    message: "less than 0.5 with three phases",
  });
