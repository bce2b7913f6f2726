import { parseOptions } from "../../../core/mod.ts";
import { type tf, z } from "../../../deps.ts";

/** Frozen weights that are trained from an epoch on. */
export interface UnfreezeOptions {
  /** Layers or weights, as in `freeze`. */
  readonly pattern: string;
  /** First epoch that trains them, at least 2. */
  readonly atEpoch: number;
  /** Factor of the host's learning rate, greater than 0, for a group of their own. @default they join the host's group */
  readonly learningRateScale?: number;
}

/** A network that starts from a saved one. */
export interface TransferOptions {
  /** A model folder, or a model that was loaded from one; it is read again, and stays as it is. */
  readonly from: string | { readonly directory: string };
  /** Name of the last layer to keep. @default the layer of the output */
  readonly until?: string;
  /** Adds layers behind it, with weights that follow from the run's seed; returns the output. @default none */
  readonly head?: (features: tf.SymbolicTensor) => tf.SymbolicTensor;
  /**
   * Layers or weights that are not trained: names or patterns of their paths, in which `*` stands for any part of a name
   * and `**` for any names. @default none
   */
  readonly freeze?: string | readonly string[];
  /**
   * Folder in which the features behind the last layer to keep are cached, so that they are computed once for each
   * example: all of those layers are frozen then, and run as in a prediction. Needs a head; no augmentation.
   * @default each pass computes them
   */
  readonly cacheFeatures?: string;
  /** What of it is trained from an epoch on. @default none */
  readonly unfreeze?: readonly UnfreezeOptions[];
}

/** The options with every default filled in. */
export interface CheckedTransfer {
  readonly from: string;
  readonly until: string | undefined;
  readonly head: NonNullable<TransferOptions["head"]> | undefined;
  readonly freeze: readonly string[];
  readonly cacheFeatures: string | undefined;
  readonly unfreeze: readonly UnfreezeOptions[];
}

const text = z.string().min(1);

const TransferSchema = z
  .strictObject({
    from: z.union([
      text,
      z
        .custom<{ directory: string }>(
          (value) => typeof (value as { directory?: unknown } | null)?.directory === "string",
          "a model folder or a loaded model",
        )
        .transform(({ directory }) => directory),
    ]),
    until: text.optional(),
    head: z
      .custom<NonNullable<TransferOptions["head"]>>(
        (value) => typeof value === "function",
        "a function from the features to the output",
      )
      .optional(),
    freeze: z.union([text.transform((pattern) => [pattern]), z.array(text)]).default([]),
    unfreeze: z
      .array(
        z.strictObject({
          pattern: text,
          atEpoch: z.int().min(2),
          learningRateScale: z.number().positive().optional(),
        }),
      )
      .default([]),
    cacheFeatures: text.optional(),
  })
  .refine(({ cacheFeatures, head }) => cacheFeatures === undefined || head, {
    path: ["cacheFeatures"],
    message: 'left out without a "head"',
  })
  .refine(({ cacheFeatures, unfreeze }) => cacheFeatures === undefined || unfreeze.length === 0, {
    path: ["unfreeze"],
    message: 'left out with "cacheFeatures"',
  });

/** @throws {TolariaError} `options/invalid`. */
export function checkTransfer(options: TransferOptions): CheckedTransfer {
  return parseOptions("make layersModel", TransferSchema, options) as CheckedTransfer;
}
