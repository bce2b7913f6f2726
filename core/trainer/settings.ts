import { z } from "../../deps.ts";

const positiveInt: z.ZodInt = z.int().min(1);

/** How a trainer trains, whatever it trains. */
export interface TrainerSettings {
  /** Seed of every random number: weights, split, shuffling, dropout. @default 0 */
  readonly seed?: number;
  /** Examples in a batch, at least 1. @default 64 */
  readonly batchSize?: number;
  /** Examples in a batch of the validation, at least 1. @default 256 */
  readonly validationBatchSize?: number;
  /** Batches whose gradients are averaged to one update, at least 1. @default 1 */
  readonly accumulationSteps?: number;
  /** Largest norm of the gradient; a longer one is scaled down to it. @default no limit */
  readonly clipNorm?: number;
  /** Longest time that the loop holds the thread before timers and I/O get a turn, ms. @default 50 */
  readonly yieldEveryMs?: number;
  /** Steps in a row whose loss or gradient may be non-finite, and be skipped, before the run fails. @default 3 */
  readonly maxNonFiniteSteps?: number;
  /** One step in this many gets a span of its own. @default 50 */
  readonly stepSpanEvery?: number;
  /** How the run is controlled between its epochs. */
  readonly control?: ControlSettings;
}

/** How a run is controlled between its epochs. */
export interface ControlSettings {
  /** Epochs in a row without a cause for it before conservative mode is left, at least 1. @default 3 */
  readonly cleanEpochs?: number;
  /** Epochs after which a command's effect is reported to the controller, at least 1. @default 3 */
  readonly observationWindowEpochs?: number;
  /** Longest time that work left over from a boundary takes between two steps, ms. @default 2 */
  readonly deferredSliceMs?: number;
}

/** The settings with every default filled in. */
export interface CheckedSettings extends Required<Omit<TrainerSettings, "clipNorm" | "control">> {
  readonly clipNorm: number | undefined;
  readonly control: Required<ControlSettings>;
}

const ControlSchema: z.ZodType<Required<ControlSettings>> = z.strictObject({
  cleanEpochs: positiveInt.default(3),
  observationWindowEpochs: positiveInt.default(3),
  deferredSliceMs: z.number().positive().default(2),
});

/** Rules of {@link TrainerSettings}. */
export const SettingsSchema: z.ZodType<CheckedSettings> = z.strictObject({
  seed: z.int().min(0).default(0),
  batchSize: positiveInt.default(64),
  validationBatchSize: positiveInt.default(256),
  accumulationSteps: positiveInt.default(1),
  clipNorm: z.number().positive().optional() as z.ZodType<number | undefined>,
  yieldEveryMs: z.number().positive().default(50),
  maxNonFiniteSteps: positiveInt.default(3),
  stepSpanEvery: positiveInt.default(50),
  control: ControlSchema.prefault({}),
});

/** When to stop before the last epoch. */
export interface EarlyStopping {
  /** Epochs in a row without improvement before the run stops, at least 1. */
  readonly patience: number;
  /** Smallest change that counts as an improvement. @default 0 */
  readonly minDelta?: number;
}

/** One run of a trainer. */
export interface RunOptions {
  /** Epochs to do, at least 1. */
  readonly epochs: number;
  /**
   * The measure that says which epoch is best, as Keras names it: `loss`, `accuracy`, `val_loss`,
   * `val_accuracy`. The objective says which measures are better high.
   * @default `val_loss` with validation data, else `loss`
   */
  readonly monitor?: string;
  /** When to stop before the last epoch. @default never */
  readonly earlyStopping?: EarlyStopping;
  /** Whether the network ends with the weights of its best epoch, not of its last. @default false */
  readonly restoreBest?: boolean;
  /** Ends the run after the step in progress, with a report. */
  readonly signal?: AbortSignal;
}

/** The options with every default filled in. */
export interface CheckedRunOptions {
  readonly epochs: number;
  readonly monitor?: string | undefined;
  readonly earlyStopping?: Required<EarlyStopping> | undefined;
  readonly restoreBest: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Rules of {@link RunOptions}. */
export const RunOptionsSchema: z.ZodType<CheckedRunOptions> = z.strictObject({
  epochs: positiveInt,
  monitor: z.string().optional(),
  earlyStopping: z
    .strictObject({ patience: positiveInt, minDelta: z.number().min(0).default(0) })
    .optional(),
  restoreBest: z.boolean().default(false),
  signal: z.instanceof(AbortSignal).optional(),
});
