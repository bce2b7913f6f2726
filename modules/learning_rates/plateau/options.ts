import { z } from "../../../deps.ts";

/** Options of a learning rate that falls when a metric stops improving. */
export interface PlateauOptions {
  /** Rate at the start, greater than 0. */
  readonly initial: number;
  /** The metric, as Keras names it: `loss`, `accuracy`, `val_loss`, `val_accuracy`. @default "val_loss" */
  readonly monitor?: string;
  /** Whether lower or higher is better. @default "min" */
  readonly mode?: "min" | "max";
  /** What the rate is multiplied by, in (0, 1). @default 0.1 */
  readonly factor?: number;
  /** Epochs without improvement to tolerate, at least 0; the rate falls after one more. @default 10 */
  readonly patience?: number;
  /** Smallest change that counts as an improvement, at least 0. @default 1e-4 */
  readonly threshold?: number;
  /** Whether `threshold` is relative to the best value or an absolute difference. @default "relative" */
  readonly thresholdMode?: "relative" | "absolute";
  /** Epochs after a reduction that are not counted, at least 0. @default 0 */
  readonly cooldown?: number;
  /** Lowest rate, at least 0. @default 0 */
  readonly minRate?: number;
  /** Reductions of at most this size are skipped, at least 0. @default 1e-8 */
  readonly epsilon?: number;
}

/** The options with every default filled in. */
export type CheckedPlateauOptions = Required<PlateauOptions>;

/** Rules of {@link PlateauOptions}. */
export const PlateauSchema: z.ZodType<CheckedPlateauOptions> = z.strictObject({
  initial: z.number().positive(),
  monitor: z.string().min(1).default("val_loss"),
  mode: z.enum(["min", "max"]).default("min"),
  factor: z.number().gt(0).lt(1).default(0.1),
  patience: z.int().min(0).default(10),
  threshold: z.number().min(0).default(1e-4),
  thresholdMode: z.enum(["relative", "absolute"]).default("relative"),
  cooldown: z.int().min(0).default(0),
  minRate: z.number().min(0).default(0),
  epsilon: z.number().min(0).default(1e-8),
});

/** What a plateau remembers, as plain JSON. */
export interface PlateauState {
  readonly rate: number;
  /** The options that the rate and the best value are of. */
  readonly initial: number;
  readonly monitor: string;
  readonly mode: "min" | "max";
  /** Best value so far; the infinity that is worst before the first. */
  readonly best: number | "Infinity" | "-Infinity";
  /** Epochs without improvement. */
  readonly badEpochs: number;
  /** Epochs that are still not counted. */
  readonly cooldownLeft: number;
}

/** Rules of {@link PlateauState}. */
export const PlateauStateSchema: z.ZodType<PlateauState> = z.strictObject({
  rate: z.number().min(0),
  initial: z.number().positive(),
  monitor: z.string().min(1),
  mode: z.enum(["min", "max"]),
  best: z.union([z.number(), z.enum(["Infinity", "-Infinity"])]),
  badEpochs: z.int().min(0),
  cooldownLeft: z.int().min(0),
});
