import { z } from "../../deps.ts";
import { type RebuildLimit, RebuildLimitSchema } from "../optimizers/rebuild_rate_limiter.ts";
import type { CheckpointChoice } from "../ports/checkpoint_store.ts";
import { type CheckedGroup, type GroupSettings, GroupsSchema } from "./group_settings.ts";

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
  /** Largest magnitude of a number of the gradient; a larger one is cut, after `clipNorm`. @default no limit */
  readonly clipValue?: number;
  /**
   * Largest norm of the gradient of a single task, where there are several; a longer one is scaled down to it
   * before they are combined. @default no limit
   */
  readonly taskClipNorm?: number;
  /**
   * How many weights to name for each task, where there are several, as those in which its gradient is longest:
   * in sampled steps only, each of which takes a pass over the gradients and a read more. @default 0
   */
  readonly topLayerNorms?: number;
  /** Weights with an optimizer state, options and a rate of their own. @default one group, `host` */
  readonly groups?: readonly GroupSettings[];
  /** How often the optimizer may be changed. @default 8 times in 100 steps */
  readonly rebuildLimit?: RebuildLimit;
  /** Longest time that the loop holds the thread before timers and I/O get a turn, ms. @default 50 */
  readonly yieldEveryMs?: number;
  /**
   * Steps in a row whose loss or gradient may be non-finite, and be skipped, before that is an alarm; where nothing is done
   * about it, the run fails. @default 3
   */
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
export interface CheckedSettings
  extends Required<
    Omit<
      TrainerSettings,
      "clipNorm" | "clipValue" | "taskClipNorm" | "control" | "groups" | "rebuildLimit"
    >
  > {
  readonly control: Required<ControlSettings>;
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly taskClipNorm: number | undefined;
  readonly groups: readonly CheckedGroup[];
  readonly rebuildLimit: Required<RebuildLimit>;
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
  clipValue: z.number().positive().optional() as z.ZodType<number | undefined>,
  taskClipNorm: z.number().positive().optional() as z.ZodType<number | undefined>,
  groups: GroupsSchema.default([]),
  rebuildLimit: RebuildLimitSchema,
  yieldEveryMs: z.number().positive().default(50),
  maxNonFiniteSteps: positiveInt.default(3),
  stepSpanEvery: positiveInt.default(50),
  control: ControlSchema.prefault({}),
  topLayerNorms: z.int().min(0).default(0),
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
   * The metric that says which epoch is best, as Keras names it: `loss`, `accuracy`, `val_loss`,
   * `val_accuracy`. The objective says which metrics are better high.
   * @default `val_loss` with validation data, else `loss`
   */
  readonly monitor?: string;
  /** When to stop before the last epoch. @default never */
  readonly earlyStopping?: EarlyStopping;
  /** Whether the network ends with the weights of its best epoch, not of its last. @default false */
  readonly restoreBest?: boolean;
  /** Ends the run after the step in progress, with a report. */
  readonly signal?: AbortSignal;
  /**
   * Goes on from a checkpoint of the run's store, to the same bits as if there had been no interruption; `epochs` counts
   * from the begin of the run that it is of. An empty choice means the last one. @default begins anew
   */
  readonly resume?: Pick<CheckpointChoice, "id" | "atOrBefore">;
}

/** The options with every default filled in. */
export interface CheckedRunOptions {
  readonly epochs: number;
  readonly monitor?: string | undefined;
  readonly earlyStopping?: Required<EarlyStopping> | undefined;
  readonly restoreBest: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly resume?: Pick<CheckpointChoice, "id" | "atOrBefore"> | undefined;
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
  resume: z
    .strictObject({ id: positiveInt.optional(), atOrBefore: z.int().min(0).optional() })
    .optional() as z.ZodType<CheckedRunOptions["resume"]>,
});
