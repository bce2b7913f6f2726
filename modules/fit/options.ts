import { parseOptions } from "../../core/mod.ts";
import { type tf, z } from "../../deps.ts";
import type { Modules } from "../create_trainer.ts";
import type { FitClassWeights, FitSampleWeights } from "./example_weights.ts";
import type { FitCallback } from "./fit_callbacks.ts";
import type { ValidationData } from "./fit_data.ts";

/** What a fit has whatever it is given. */
export interface CommonFitOptions {
  /** Called as by `model.fit`, in its order and with its logs. @default none */
  readonly callbacks?: FitCallback | readonly FitCallback[];
  /** Index of the epoch that training starts at: `epochs` is where it ends. @default 0 */
  readonly initialEpoch?: number;
  /** Weights of the classes in the loss; the validation is not weighted. @default none */
  readonly classWeight?: FitClassWeights;
  /** 0 prints nothing, 1 shows a progress bar, 2 prints a line an epoch. @default 0 */
  readonly verbose?: 0 | 1 | 2;
  /** How often callbacks with hooks yield to the event loop, as in `model.fit`. @default "auto" */
  readonly yieldEvery?: tf.ModelFitArgs["yieldEvery"];
  /** Factor of each output's loss, in order or by name, which tfjs cannot be given. @default 1 */
  readonly lossWeights?: readonly number[] | Readonly<Record<string, number>>;
  /**
   * Tolaria's providers for the run: a backend, telemetry, checkpoints, observers.
   * @default those of `createTrainer`: the fastest backend, rollbacks in memory
   */
  readonly modules?: readonly Modules[];
  /** Seed of shuffling and dropout; the updates done before are added to it. @default 0 */
  readonly seed?: number;
  /** Ends the run after the step in progress. */
  readonly signal?: AbortSignal;
}

/** Options of {@link fit}: those of `model.fit`, and what Tolaria adds. */
export interface FitOptions extends CommonFitOptions {
  /** Epochs to train to, at least 1. @default 1 */
  readonly epochs?: number;
  /** Examples in a batch, at least 1. @default 32 */
  readonly batchSize?: number;
  /** Whether each epoch has the examples in another order. @default true */
  readonly shuffle?: boolean;
  /** Share of the examples to validate on: the last ones, before they are shuffled. @default none */
  readonly validationSplit?: number;
  /** Examples to validate on, with weights of their own as a third item; takes precedence over a split. @default none */
  readonly validationData?: ValidationData;
  /** Weight of each example in the loss, [N], or of each of its positions, [N, T]. @default 1 */
  readonly sampleWeight?: FitSampleWeights;
}

/** Options with what has a default filled in. */
export type Checked<T, K extends keyof T> = T & Required<Pick<T, K>>;

/** A whole number of at least `least`. */
export const whole = (least: number): z.ZodInt => z.int().min(least);

type Any = z.ZodCustom<unknown, unknown>;

const any: Any = z.custom<unknown>(() => true);

/** Rules of {@link CommonFitOptions}; what the functions that use an option look at has none. */
export const COMMON: {
  readonly callbacks: z.ZodOptional<Any>;
  readonly initialEpoch: z.ZodDefault<z.ZodInt>;
  readonly classWeight: z.ZodOptional<Any>;
  readonly verbose: z.ZodDefault<
    z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>, z.ZodLiteral<2>]>
  >;
  readonly yieldEvery: z.ZodOptional<Any>;
  readonly lossWeights: z.ZodOptional<
    z.ZodUnion<readonly [z.ZodArray<z.ZodNumber>, z.ZodRecord<z.ZodString, z.ZodNumber>]>
  >;
  readonly modules: z.ZodDefault<z.ZodArray<Any>>;
  readonly seed: z.ZodDefault<z.ZodInt>;
  readonly signal: z.ZodOptional<z.ZodCustom<AbortSignal, AbortSignal>>;
  readonly epochs: z.ZodDefault<z.ZodInt>;
} = {
  callbacks: any.optional(),
  initialEpoch: whole(0).default(0),
  classWeight: any.optional(),
  verbose: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
  yieldEvery: any.optional(),
  lossWeights: z
    .union([z.array(z.number().min(0)), z.record(z.string(), z.number().min(0))])
    .optional(),
  modules: z.array(any).default([]),
  seed: whole(0).default(0),
  signal: z.instanceof(AbortSignal).optional(),
  epochs: whole(1).default(1),
};

/** An option that is refused, with the way out. */
export const elsewhere = (way: string): z.ZodOptional<z.ZodCustom<undefined, undefined>> =>
  z.custom<undefined>((value) => value === undefined, `left out: ${way}`).optional();

/** What is said of an epoch to start at that is behind the last. */
export const STARTS_LATE: { path: string[]; message: string } = {
  path: ["initialEpoch"],
  message: `less than "epochs"`,
};

const FitSchema = z
  .strictObject({
    ...COMMON,
    batchSize: whole(1).default(32),
    shuffle: z.boolean().default(true),
    validationSplit: z.number().min(0).lt(1).default(0),
    validationData: any.optional(),
    sampleWeight: any.optional(),
    stepsPerEpoch: elsewhere(
      "tensors are trained on whole; call fitDataset() with batchesPerEpoch",
    ),
    validationSteps: elsewhere(
      "tensors are validated on whole; call fitDataset() with validationBatches",
    ),
  })
  .refine(beginsInTime, STARTS_LATE);

/** Whether there is an epoch to do. */
export function beginsInTime(options: { epochs: number; initialEpoch: number }): boolean {
  return options.epochs < 1 || options.initialEpoch < options.epochs;
}

/** Common options with a default. */
export type CommonDefaults = "epochs" | "initialEpoch" | "verbose" | "modules" | "seed";

/** {@link FitOptions} with their defaults. */
export type CheckedFitOptions = Checked<
  FitOptions,
  CommonDefaults | "batchSize" | "shuffle" | "validationSplit"
>;

/** @throws {TolariaError} `options/invalid`, naming the option, its rule and the way out. */
export function checkFitOptions(options: FitOptions): CheckedFitOptions {
  return parseOptions("fit", FitSchema, withoutNull(options)) as CheckedFitOptions;
}

/** tfjs takes null for an option that is left out. */
export function withoutNull(options: object): object {
  if (typeof options !== "object" || options === null) return options;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}
