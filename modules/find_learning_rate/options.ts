import { z } from "../../deps.ts";
import type { RangePoint } from "./range_test.ts";

/** How a range test goes. */
export interface RangeTestOptions {
  /** Rate of the first step, greater than 0. @default 1e-7 */
  readonly from?: number;
  /** Rate of the last step, greater than `from`. @default 10 */
  readonly to?: number;
  /** Number of steps, at least 10. @default 100 */
  readonly steps?: number;
  /**
   * Share of the past in the smoothed loss, in [0, 1). fastai's 0.98 is a mean over half of 100 steps, whose
   * lowest point comes late.
   * @default 0.9
   */
  readonly smoothing?: number;
  /** The test ends when the smoothed loss exceeds this many times its lowest value, greater than 1. @default 4 */
  readonly divergence?: number;
  /** Ends the test after the step in progress and keeps what it has. */
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onPoint?: (point: RangePoint, steps: number) => void;
}

/** The options with every default filled in. */
export interface CheckedRangeTestOptions
  extends Required<Omit<RangeTestOptions, "signal" | "onPoint">> {
  readonly signal?: AbortSignal | undefined;
  readonly onPoint?: RangeTestOptions["onPoint"] | undefined;
}

/** Rules of {@link RangeTestOptions}. */
export const RangeTestSchema: z.ZodType<CheckedRangeTestOptions> = z
  .strictObject({
    from: z.number().positive().default(1e-7),
    to: z.number().positive().default(10),
    steps: z.int().min(10).default(100),
    smoothing: z.number().min(0).lt(1).default(0.9),
    divergence: z.number().gt(1).default(4),
    signal: z.instanceof(AbortSignal).optional(),
    onPoint: z
      .custom<RangeTestOptions["onPoint"]>((value) => typeof value === "function", "a function")
      .optional(),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: 'greater than "from"' });
