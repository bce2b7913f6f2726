import { parseOptions } from "../../core/mod.ts";
import { z } from "../../deps.ts";
import type { ValidationData } from "./fit_data.ts";
import {
  beginsInTime,
  type Checked,
  COMMON,
  type CommonDefaults,
  type CommonFitOptions,
  elsewhere,
  STARTS_LATE,
  whole,
  withoutNull,
} from "./options.ts";

/** Options of {@link fitDataset}: those of `model.fitDataset`, and what Tolaria adds. */
export interface FitDatasetOptions extends CommonFitOptions {
  /** Epochs to train to, at least 1. */
  readonly epochs: number;
  /** Batches in an epoch, of a dataset that does not start over with each. @default all of the dataset */
  readonly batchesPerEpoch?: number;
  /** Examples to validate on: a dataset of batches, or tensors. @default none */
  readonly validationData?: FitDataset | ValidationData;
  /** Batches of a validation dataset that are used. @default all */
  readonly validationBatches?: number;
  /** Examples in a batch of validation tensors. @default 32 */
  readonly validationBatchSize?: number;
}

/** A dataset of batches, such as tf.data's: each has `xs` and `ys`, whose tensors the run disposes. */
export interface FitDataset {
  /** Number of batches, if it is known. */
  readonly size?: number | null;
  /** Begins at the first batch. */
  iterator(): Promise<FitIterator>;
}

/** Gives the batches of a dataset, one after the other. */
export interface FitIterator {
  /** Reads the next batch; `done` when there is none left. */
  next(): Promise<{ readonly value: unknown; readonly done?: boolean | undefined }>;
}

const FitDatasetSchema = z
  .strictObject({
    ...COMMON,
    epochs: whole(1),
    batchesPerEpoch: whole(1).optional(),
    validationData: z.custom<unknown>(() => true).optional(),
    validationBatches: whole(1).optional(),
    validationBatchSize: whole(1).default(32),
    batchSize: elsewhere("batch the dataset: dataset.batch(32)"),
    shuffle: elsewhere("shuffle the dataset: dataset.shuffle(1000)"),
    validationSplit: elsewhere("give validationData"),
    sampleWeight: elsewhere("weighted examples are for fit()"),
  })
  .refine(beginsInTime, STARTS_LATE);

/** {@link FitDatasetOptions} with their defaults. */
export type CheckedDatasetOptions = Checked<
  FitDatasetOptions,
  CommonDefaults | "validationBatchSize"
>;

/** @throws {TolariaError} `options/invalid`, naming the option, its rule and the way out. */
export function checkDatasetOptions(options: FitDatasetOptions): CheckedDatasetOptions {
  const checked = parseOptions("fit the dataset", FitDatasetSchema, withoutNull(options));
  return checked as CheckedDatasetOptions;
}
