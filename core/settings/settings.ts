import { z } from "../../deps.ts";
import { milliseconds } from "../milliseconds.ts";
import { type RebuildLimit, RebuildLimitSchema } from "../optimizers/rebuild_rate_limiter.ts";
import type { CheckpointChoice } from "../ports/checkpoint_store.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import { type CheckedGroup, type GroupSettings, GroupsSchema } from "./group_settings.ts";

const positiveInt: z.ZodInt = z.int().min(1);

/** How a trainer trains, whatever it trains. */
export interface TrainerSettings {
  /** Seed of every random number: weights, split, shuffling, dropout. @default 0 */
  readonly seed?: number;
  /** Whether each epoch has the examples in another order. @default true */
  readonly shuffle?: boolean;
  /** Examples in a batch, at least 1. @default 64 */
  readonly batchSize?: number;
  /** Examples in a batch of the validation, at least 1. @default 256 */
  readonly validationBatchSize?: number;
  /** Batches whose gradients are averaged into one update, at least 1. @default 1 */
  readonly accumulationSteps?: number;
  /**
   * Parts that a batch is cut into where several ranks train, a power of two, at least as many as ranks. Each part is
   * computed by itself, and the same parts on any number of ranks give the same bits. @default the smallest that gives
   * every rank one
   */
  readonly shards?: number;
  /** Largest norm of the gradient, greater than 0; a longer gradient is scaled down to it. @default no limit */
  readonly clipNorm?: number;
  /** Largest magnitude of an element of the gradient, greater than 0; applied after `clipNorm`. @default no limit */
  readonly clipValue?: number;
  /**
   * Largest norm of a single task's gradient, greater than 0; a longer one is scaled down before tasks are combined.
   * @default no limit
   */
  readonly taskClipNorm?: number;
  /**
   * How many weights to name per task as those in which its gradient is longest, in sampled steps only. Each such
   * step takes another pass over the gradients and another read. @default 0
   */
  readonly topLayerNorms?: number;
  /** Weights with their own optimizer state, options and rate. @default one group, `host` */
  readonly groups?: readonly GroupSettings[];
  /** How often the optimizer may be changed. @default 8 times in 100 steps */
  readonly rebuildLimit?: RebuildLimit;
  /** Longest time that the loop holds the thread before timers and I/O get a turn, ms, greater than 0. @default 50 */
  readonly yieldEveryMs?: number;
  /**
   * Consecutive non-finite steps that are skipped before there is an alarm, at least 1. If nothing is done about the
   * alarm, the run fails. @default 3
   */
  readonly maxNonFiniteSteps?: number;
  /** One step in this many gets a span of its own, at least 1. @default 50 */
  readonly stepSpanEvery?: number;
  /** How the run is controlled between epochs. */
  readonly control?: ControlSettings;
}

/** How a run is controlled between epochs. */
export interface ControlSettings {
  /** Consecutive clean epochs before the run leaves conservative mode, at least 1. @default 3 */
  readonly cleanEpochs?: number;
  /** Epochs after which a command's effect is reported to the controller, at least 1. @default 3 */
  readonly observationWindowEpochs?: number;
  /**
   * Steps after which there is a boundary within an epoch, at least 1: what the controller, its field reports, seeds,
   * conservative mode and checkpoints count as epochs is then what lies between two boundaries.
   * @default boundaries at the end of epochs only
   */
  readonly boundarySteps?: number;
  /** Validation examples that are measured at every boundary if there are such, always the same, at least 1. @default 1024 */
  readonly boundaryExamples?: number;
  /** Validation examples that the branches of a seed's trial are measured on, always the same, at least 1. @default 1024 */
  readonly trialExamples?: number;
  /** Longest slice of deferred boundary work between two steps, ms, greater than 0. @default 2 */
  readonly deferredSliceMs?: number;
}

/** The settings with every default filled in. */
export interface CheckedSettings
  extends Required<
    Omit<
      TrainerSettings,
      "clipNorm" | "clipValue" | "taskClipNorm" | "shards" | "control" | "groups" | "rebuildLimit"
    >
  > {
  readonly control: CheckedControl;
  readonly shards: number | undefined;
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly taskClipNorm: number | undefined;
  readonly groups: readonly CheckedGroup[];
  readonly rebuildLimit: Required<RebuildLimit>;
}

/** How a run is controlled, with every default filled in. */
export interface CheckedControl extends Required<Omit<ControlSettings, "boundarySteps">> {
  readonly boundarySteps: number | undefined;
}

const ControlSchema: z.ZodType<CheckedControl> = z.strictObject({
  cleanEpochs: positiveInt.default(3),
  observationWindowEpochs: positiveInt.default(3),
  deferredSliceMs: milliseconds().default(2),
  boundarySteps: positiveInt.optional() as z.ZodType<number | undefined>,
  boundaryExamples: positiveInt.default(1024),
  trialExamples: positiveInt.default(1024),
});

/** Rules of {@link TrainerSettings}. */
export const SettingsSchema: z.ZodType<CheckedSettings> = z.strictObject({
  seed: z.int().min(0).default(0),
  shuffle: z.boolean().default(true),
  batchSize: positiveInt.default(64),
  validationBatchSize: positiveInt.default(256),
  accumulationSteps: positiveInt.default(1),
  shards: z
    .int()
    .min(1)
    .max(4_096)
    .refine((shards) => Number.isInteger(Math.log2(shards)), "must be a power of two")
    .optional() as z.ZodType<number | undefined>,
  clipNorm: z.number().positive().optional() as z.ZodType<number | undefined>,
  clipValue: z.number().positive().optional() as z.ZodType<number | undefined>,
  taskClipNorm: z.number().positive().optional() as z.ZodType<number | undefined>,
  groups: GroupsSchema.default([]),
  rebuildLimit: RebuildLimitSchema,
  yieldEveryMs: milliseconds().default(50),
  maxNonFiniteSteps: positiveInt.default(3),
  stepSpanEvery: positiveInt.default(50),
  control: ControlSchema.prefault({}),
  topLayerNorms: z.int().min(0).default(0),
});

/** When to stop before the last epoch. */
export interface EarlyStopping {
  /** Consecutive epochs without improvement before the run stops, at least 1. */
  readonly patience: number;
  /** Smallest change that counts as an improvement, at least 0. @default 0 */
  readonly minDelta?: number;
}

/** One run of a trainer. */
export interface RunOptions {
  /** Epochs to do, at least 1. */
  readonly epochs: number;
  /**
   * The metric that says which epoch is best, as Keras names it: `loss`, `accuracy`, `val_loss`,
   * `val_accuracy`. The objective says which metrics are better when higher.
   * @default `val_loss` with validation data, else `loss`
   */
  readonly monitor?: string;
  /** When to stop before the last epoch. @default never */
  readonly earlyStopping?: EarlyStopping;
  /** Whether the network ends with the weights of its best epoch instead of its last. @default false */
  readonly restoreBest?: boolean;
  /**
   * Whether the weights of the best epoch are held for `trainer.save`: `true` writes them into checkpoints too, so that a
   * resumed run still has them; `false` spares the memory of one more copy of the weights, and `save` writes those of
   * the last step. @default held in this process, not written
   */
  readonly keepBest?: boolean;
  /** Ends the run after the step in progress, with a report. */
  readonly signal?: AbortSignal;
  /**
   * Resumes from a checkpoint of the run's store, to the same bits as without the interruption; `epochs` then counts
   * from the start of the original run. An empty choice means the last checkpoint. @default starts afresh
   */
  readonly resume?: ResumeOptions;
}

/** Which checkpoint a run resumes, and into what job. */
export interface ResumeOptions extends Pick<CheckpointChoice, "id" | "atOrBefore"> {
  /**
   * Whether to refuse any difference between the job and the one that wrote the checkpoint. Without it, a difference takes
   * effect and is reported, or is refused by its name. @default false
   */
  readonly strict?: boolean;
}

/** A run whose steps are taken one by one. */
export interface BeginOptions extends Omit<RunOptions, "epochs" | "earlyStopping"> {
  /**
   * Steps that the run is going to have, at least 1: what schedules over the length of the run are laid out for, and
   * what reports count against. The driver may take more or fewer. @default unknown, and such a schedule is refused
   */
  readonly steps?: number;
  /** Steps of an epoch, at least 1, for schedules that count in epochs. @default unknown, and such a schedule is refused */
  readonly stepsPerEpoch?: number;
  /**
   * Own what the driver's next batches depend on, such as a replay buffer: part of each snapshot and checkpoint, and
   * restored by a rollback and by `resume`. @default none
   */
  readonly participants?: readonly StateParticipant[];
}

/** What a driven run has besides, with every default filled in. */
export interface DrivenSettings extends Pick<BeginOptions, "steps" | "stepsPerEpoch"> {
  readonly participants: readonly StateParticipant[];
}

/** The options with every default filled in. */
export interface CheckedRunOptions {
  /** Infinite in a driven run, which has as many as its driver ends. */
  readonly epochs: number;
  readonly monitor?: string | undefined;
  readonly earlyStopping?: Required<EarlyStopping> | undefined;
  readonly restoreBest: boolean;
  readonly keepBest?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly resume?: ResumeOptions | undefined;
  /** Set if others take the steps. */
  readonly driven?: DrivenSettings | undefined;
}

/** Rules of what every run has. */
const COMMON = {
  monitor: z.string().optional(),
  restoreBest: z.boolean().default(false),
  keepBest: z.boolean().optional(),
  signal: z.instanceof(AbortSignal).optional(),
  resume: z
    .strictObject({
      id: positiveInt.optional(),
      atOrBefore: z.int().min(0).optional(),
      strict: z.boolean().default(false),
    })
    .optional() as z.ZodType<CheckedRunOptions["resume"]>,
};

/** Rules of {@link RunOptions}. */
export const RunOptionsSchema: z.ZodType<CheckedRunOptions> = z.strictObject({
  epochs: positiveInt,
  earlyStopping: z
    .strictObject({ patience: positiveInt, minDelta: z.number().min(0).default(0) })
    .optional(),
  ...COMMON,
});

/** Rules of {@link BeginOptions}. */
export const BeginOptionsSchema: z.ZodType<CheckedRunOptions> = z
  .strictObject({
    steps: positiveInt.optional(),
    stepsPerEpoch: positiveInt.optional(),
    participants: z
      .array(z.custom<StateParticipant>(isParticipant, "a state participant"))
      .default([]),
    ...COMMON,
  })
  .transform(({ steps, stepsPerEpoch, participants, ...common }) => ({
    ...common,
    epochs: Number.POSITIVE_INFINITY,
    driven: { steps, stepsPerEpoch, participants },
  }));

function isParticipant(value: unknown): boolean {
  const { name, capture, prepare } = Object(value) as Partial<StateParticipant>;
  return typeof name === "string" && [capture, prepare].every((one) => typeof one === "function");
}
