import { z } from "../../../deps.ts";
import { type StreamColumn, StreamColumnsSchema } from "../_stream/mod.ts";

/** What is needed of a `tf.data.Dataset`. */
export interface TfDataset {
  /** Begins a pass over the elements. */
  iterator(): Promise<{ next(): Promise<IteratorResult<unknown>> }>;
}

/** Elements of a `tf.data.Dataset`. */
export interface TfDataExamples {
  /** Its elements are `{ xs, ys }`, as `fitDataset` takes them: tensors or arrays, or records of them by name. */
  readonly dataset: TfDataset;
  /** Examples in an epoch, at least 1: steps times the batch size. */
  readonly examples: number;
}

/** A `tf.data.Dataset` to train on. */
export interface TfDataOptions extends TfDataExamples {
  /** Whether each element is a batch of any size; if not, it is one example. @default true */
  readonly batched?: boolean;
  /** Columns for the network's inputs. @default those of the first element */
  readonly inputs?: Readonly<Record<string, StreamColumn>>;
  /** Columns that the network's outputs are compared with. @default those of the first element */
  readonly targets?: Readonly<Record<string, StreamColumn>>;
  /** Elements to validate on. @default none */
  readonly validation?: TfDataExamples;
  /** Elements that the run is measured on at its end. @default none */
  readonly test?: TfDataExamples;
}

const examplesFields = {
  dataset: z.custom<TfDataset>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      "iterator" in value &&
      typeof value.iterator === "function",
    "a tf.data.Dataset",
  ),
  examples: z.int().min(1),
};

const ExamplesSchema = z.strictObject(examplesFields);

/** {@link TfDataOptions} with their defaults. */
export interface CheckedTfDataOptions extends Omit<TfDataOptions, "batched"> {
  readonly batched: boolean;
}

/** Rules of {@link TfDataOptions}. */
export const TfDataSchema: z.ZodType<CheckedTfDataOptions> = z.strictObject({
  ...examplesFields,
  batched: z.boolean().default(true),
  inputs: StreamColumnsSchema.optional(),
  targets: StreamColumnsSchema.optional(),
  validation: ExamplesSchema.optional(),
  test: ExamplesSchema.optional(),
}) as z.ZodType<CheckedTfDataOptions>;
