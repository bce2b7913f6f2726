import type { JsonObject } from "../json.ts";
import type { DataProgress } from "./reports/data_progress.ts";
import type { DataReport } from "./reports/data_report.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** One named value that every example has. */
export interface Column {
  /** Name in errors: `image`, `label`. */
  readonly name: string;
  /** Shape of one example's value, without the batch axis; `[]` for a single number. */
  readonly shape: readonly number[];
  /** `int32` for class labels and token ids, `float32` for everything else. */
  readonly dtype: "float32" | "int32";
  /** Number of classes or ids where the column holds such: every value is in [0, classes). */
  readonly classes?: number;
  /** Names of the classes, or of the places of a one-hot row, in the order of their ids. */
  readonly categories?: readonly string[];
  /** How much text an id of a tokenizer stands for, if the column holds such. */
  readonly perId?: TextPerId;
}

/** How much text an id stands for: the means over the text of a split. */
export interface TextPerId {
  /** Bytes in UTF-8. */
  readonly bytes: number;
  /** Code points of Unicode; undefined for bytes that are read as they are needed. */
  readonly characters?: number;
}

/** What the values of a column must be. */
export interface ValueLimit {
  /** They are whole and in [0, below). */
  readonly below: number;
  /** A number besides that they may be, as one that means nothing. @default none */
  readonly except?: number;
  /** Why, as the end of an error: `layer "embedding_1" has rows 0 to 2`. */
  readonly reason: string;
}

/** Values of one column for the examples of a batch, row-major. */
export type ColumnValues = Float32Array | Int32Array;

/** The values of a batch, one array for each column, in the dataset's order of columns. */
export interface BatchValues {
  /** What goes into the network. */
  readonly inputs: readonly ColumnValues[];
  /** What is to come out of it. */
  readonly targets: readonly ColumnValues[];
  /** Weights of the dataset's column of weights, if it has one. */
  readonly weights?: Float32Array;
}

/** How examples lie on disk: those of one block are read together. */
export interface ExampleBlocks {
  /** Consecutive examples in a block, at least 1; the last block may have fewer. */
  readonly size: number;
  /** Blocks whose examples are mixed with each other, at least 1: what a shuffled epoch holds at a time. */
  readonly window: number;
}

/** Examples that come one after the other, such as those of a generator. */
export interface ExampleSequence {
  /**
   * Begins an epoch, from 0: it is called before the epoch's first batch, and again to go back to an epoch. The
   * dataset gets to a place in it by skipping what comes before.
   */
  begin(epoch: number): void;
}

/** Values of a batch whose size the stream chooses. */
export interface StreamedBatch extends BatchValues {
  /** Examples in it, at least 1. */
  readonly size: number;
}

/** Batches that come one after the other, however many and however large. */
export interface BatchStream {
  /** Batches in an epoch, if that is known beforehand. */
  readonly batchesPerEpoch?: number | undefined;
  /** Whether an epoch that begins once more has the same batches, so that a place in it can be found again. */
  readonly replays: boolean;
  /** Begins an epoch, from 0, or begins it once more to find a place in it. */
  begin(epoch: number): AsyncIterator<StreamedBatch>;
}

/**
 * Examples that can be reached by their index: a map-style dataset.
 *
 * A provider must: (1) return the same values for the same index and draw, always; (2) fill arrays that nobody
 * else holds, fresh ones or those that the call gives up, which the caller then owns; (3) create no tensors.
 */
export interface Dataset {
  /** Number of examples, at least 1; 0 if they are handed in. */
  readonly size: number;
  /** What goes into the network. */
  readonly inputs: readonly Column[];
  /** What is to come out of it. */
  readonly targets: readonly Column[];
  /**
   * Weight of each example (shape `[]`), or of each position of it, in the loss and the metrics: float32, finite, at
   * least 0. @default every example counts as 1
   */
  readonly weights?: Column;
  /**
   * Blocks in which the examples are shuffled, so that reads are mostly in order. @default any order costs the same
   */
  readonly blocks?: ExampleBlocks;
  /**
   * Set if the examples come in batches of their own, which are not shuffled: `gather` is not called then, and `size` is
   * what is known of. @default they can be reached by index
   */
  readonly stream?: BatchStream;
  /** The inputs that `inputs` were computed from, if those are cached features. @default `inputs` */
  readonly computedFrom?: readonly Column[];
  /**
   * Whether the batches are handed in by whoever drives the run: `gather` is not called then, and `size` is 0.
   * @default the examples are the dataset's own
   */
  readonly driven?: boolean;
  /** Set if the examples can only be read in order: they are never shuffled. @default they can be reached by index */
  readonly sequence?: ExampleSequence;
  /**
   * Values of the examples at `indices`, each in [0, size); at once where they are in memory.
   *
   * @param spare Arrays of an earlier batch of as many examples, which may be filled again.
   * @param draw Names the random numbers of the epoch, for augmentation; undefined outside of training. It belongs to the
   * feeder's position, so that a resumed run draws the same.
   */
  gather(
    indices: Uint32Array,
    spare?: BatchValues,
    draw?: number,
  ): BatchValues | Promise<BatchValues>;
  /**
   * Announces blocks that are gathered from soon, in that order, so that they can be read meanwhile.
   *
   * @param draw What `gather` will be called with.
   */
  readAhead?(blocks: readonly number[], draw?: number): void;
}

/** The examples of a run. */
export interface DataSplits {
  /** Examples to train on. */
  readonly train: Dataset;
  /** Examples that are never trained on; without them there is no validation. */
  readonly validation?: Dataset;
  /** Examples that the run is measured on once, at its end. */
  readonly test?: Dataset;
  /** What was fitted on the training split, with a version: kept in checkpoints and in the saved model. */
  readonly preparation?: JsonObject;
  /** What made ids of text, if the columns hold such: kept in the saved model. */
  readonly tokenizer?: Tokenizer;
  /**
   * What was opened, one line a file: its name, size and a hash. A checkpoint of other data is not resumed; the lines
   * that differ are named.
   */
  readonly fingerprint?: string;
  /** Describes the data as far as it was read, for the report. */
  describe?(): DataReport;
  /** Releases files and workers; `gather` is not called any more. */
  dispose?(): Promise<void>;
}

/** What the opening of the examples goes on with. */
export interface OpenContext {
  /** Called as the opening goes on. @default nothing is called */
  readonly onProgress?: (progress: DataProgress) => void;
  /** Ends the opening, which then fails. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the examples of a run.
 *
 * A provider must: (1) check in `open()` everything that it can, and fail with `data/invalid` or
 * `data/corrupt` naming file, column, example and rule; (2) split by `seed` alone, so that the same seed
 * gives the same split; (3) have no example in two splits.
 */
export interface DataSource {
  /** Name in spans and reports. */
  readonly name: string;
  /** Opens the examples; `seed` fixes a random split. */
  open(seed: number, context?: OpenContext): Promise<DataSplits>;
}
