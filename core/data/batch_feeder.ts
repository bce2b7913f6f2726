import { tf } from "../../deps.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { BatchValues, Column, ColumnValues, Dataset } from "../ports/dataset.ts";
import type { RandomState, RandomStream } from "../random.ts";
import { unlessAborted } from "../runtime/mod.ts";
import { SpareValues } from "./spare_values.ts";

// B = examples in the batch

/** Examples of one micro-step as tensors on the run's backend. */
export interface Batch {
  /** A tensor for each input column, [B, ...shape]. */
  readonly inputs: readonly tf.Tensor[];
  /** A tensor for each target column, [B, ...shape]. */
  readonly targets: readonly tf.Tensor[];
  /** B. */
  readonly size: number;
  /** Which examples they are, [B]. */
  readonly indices: Uint32Array;
  /** Gives the tensors back. */
  dispose(): void;
}

/** How a feeder makes batches. */
export interface BatchFeederOptions {
  /** Examples in a batch; the last of an epoch may have fewer. */
  readonly batchSize: number;
  /** Draws a new order of the examples for each epoch; without it, they come in their own order. */
  readonly order?: RandomStream;
  /** Batches that are gathered ahead where the dataset takes its time. @default 2 */
  readonly prefetch?: number;
}

/** Where a feeder stands: all that the batches to come depend on, as plain data. */
export interface FeederCursor {
  /** State of the order's stream before it drew the epoch in progress. */
  readonly order: RandomState | undefined;
  /** Batches of that epoch that were handed out. */
  readonly batch: number;
}

/** The values of a batch that was asked for ahead of time. */
interface Upcoming {
  readonly indices: Uint32Array;
  readonly values: BatchValues | Promise<BatchValues>;
}

/**
 * Turns a dataset into batches of tensors, epoch after epoch, in an order that a seed fixes.
 *
 * The values of the next batch are gathered before it is asked for. A dataset in memory is read without a
 * promise, so that the loop need not wait a turn for it.
 */
export class BatchFeeder {
  /** Batches in an epoch. */
  readonly batchesPerEpoch: number;
  readonly #dataset: Dataset;
  readonly #batchSize: number;
  readonly #order: RandomStream | undefined;
  readonly #prefetch: number;
  readonly #permutation: Uint32Array;
  readonly #ahead: Upcoming[] = [];
  readonly #spares = new SpareValues();
  #epochStart: RandomState | undefined;
  #handedOut = 0;

  constructor(dataset: Dataset, { batchSize, order, prefetch = 2 }: BatchFeederOptions) {
    this.batchesPerEpoch = Math.ceil(dataset.size / batchSize);
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#order = order;
    this.#prefetch = prefetch;
    this.#permutation = new Uint32Array(dataset.size);
    this.#drawEpoch();
  }

  /** Whether every batch of the epoch was handed out. */
  get atEpochEnd(): boolean {
    return this.#handedOut === this.batchesPerEpoch;
  }

  /**
   * Returns the next batch, which the caller disposes; `undefined` once at the end of each epoch.
   *
   * @param signal Ends the wait for a batch that is being gathered: `undefined` is returned, and the batch is still
   * to come once the feeder is put back by {@link seek}.
   * @throws {TolariaError} `data/invalid` if the dataset gives other values than its columns say; whatever
   * the dataset throws, with the batch's examples named.
   */
  next(signal?: AbortSignal): Batch | undefined | Promise<Batch | undefined> {
    if (this.atEpochEnd) {
      this.#drawEpoch();
      this.#gatherAhead();
      return undefined;
    }
    if (this.#ahead.length === 0) this.#request();
    const { indices, values } = this.#ahead.shift() as Upcoming;
    this.#handedOut += 1;
    if (!(values instanceof Promise)) {
      const batch = this.#toBatch(indices, values);
      // After it, into the arrays that it was made of: they are still in the processor's cache.
      this.#gatherAhead();
      return batch;
    }
    this.#gatherAhead();
    const made = values.then(
      (ready) => (signal?.aborted ? undefined : this.#toBatch(indices, ready)),
      (error) => {
        throw notGathered(indices, error);
      },
    );
    return signal ? unlessAborted(made, signal) : made;
  }

  /** Batches of the epoch that were handed out or left out. */
  get position(): number {
    return this.#handedOut;
  }

  /** Leaves out the next batch of the epoch: the one after it is next. Not at the end of an epoch. */
  skip(): void {
    if (this.atEpochEnd) {
      throw new RangeError(
        `No batch is left in the epoch: all ${this.batchesPerEpoch} were used. Cannot skip one.`,
      );
    }
    this.#ahead.shift();
    this.#handedOut += 1;
  }

  /** Where the feeder stands. */
  cursor(): FeederCursor {
    return { order: this.#epochStart, batch: this.#handedOut };
  }

  /**
   * Puts the feeder to where it stood when `cursor` was taken: the same batches follow.
   *
   * @throws {RangeError} If an epoch has fewer batches than `cursor` says were handed out.
   */
  seek(cursor: FeederCursor): void {
    if (
      !Number.isInteger(cursor.batch) ||
      cursor.batch < 0 ||
      cursor.batch > this.batchesPerEpoch
    ) {
      throw new RangeError(
        `"batch" must be a whole number from 0 to ${this.batchesPerEpoch}, but is ${cursor.batch}. Cannot seek.`,
      );
    }
    if (this.#isInEpoch(cursor)) this.dispose();
    else {
      if (cursor.order) this.#order?.restore(cursor.order);
      this.#drawEpoch();
    }
    this.#handedOut = cursor.batch;
  }

  /** Forgets what was gathered ahead. */
  dispose(): void {
    this.#ahead.length = 0;
  }

  /** Whether the epoch in progress is the one that `cursor` is in, so that its order need not be drawn again. */
  #isInEpoch({ order }: FeederCursor): boolean {
    const drawn = this.#epochStart;
    return order?.every((word, at) => word === drawn?.[at]) ?? false;
  }

  #drawEpoch(): void {
    this.dispose();
    this.#handedOut = 0;
    this.#epochStart = this.#order?.state();
    for (let i = 0; i < this.#permutation.length; i++) this.#permutation[i] = i;
    if (this.#order) shuffle(this.#permutation, this.#order);
  }

  #gatherAhead(): void {
    const left = this.batchesPerEpoch - this.#handedOut;
    while (this.#ahead.length < Math.min(this.#prefetch, left)) {
      this.#request();
      // Ahead by one is enough in memory: more would only hold more.
      if (!(this.#ahead[0]?.values instanceof Promise)) return;
    }
  }

  #request(): void {
    const from = (this.#handedOut + this.#ahead.length) * this.#batchSize;
    const indices = this.#permutation.slice(from, from + this.#batchSize);
    const values = this.#gather(indices);
    // Heard where the batch is asked for; until then it is no unhandled rejection.
    if (values instanceof Promise) values.catch(() => {});
    this.#ahead.push({ indices, values });
  }

  /** What the dataset gives; what it throws is told with this batch and not with the one before. */
  #gather(indices: Uint32Array): BatchValues | Promise<BatchValues> {
    try {
      return this.#dataset.gather(indices, this.#spares.take(indices.length));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #toBatch(indices: Uint32Array, values: BatchValues): Batch {
    const dataset = this.#dataset;
    checkValues(dataset.inputs, values.inputs, indices.length);
    checkValues(dataset.targets, values.targets, indices.length);
    const inputs = toTensors(dataset.inputs, values.inputs, indices.length);
    const targets = toTensors(dataset.targets, values.targets, indices.length);
    this.#spares.give(values, targets, indices.length);
    return {
      inputs,
      targets,
      indices,
      size: indices.length,
      dispose: () => tf.dispose([...inputs, ...targets]),
    };
  }
}

function notGathered(indices: Uint32Array, error: unknown): TolariaError {
  const some = indices.length > 4 ? `${indices.slice(0, 4).join(", ")}, ...` : indices.join(", ");
  return new TolariaError(
    "data/invalid",
    errorMessage(messageOf(error), `gather examples ${some} of a batch of ${indices.length}`),
    { cause: error },
  );
}

/** Fisher and Yates' shuffle in the form of Durstenfeld 1964, algorithm 235. */
function shuffle(items: Uint32Array, random: RandomStream): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = items[i] as number;
    items[i] = items[j] as number;
    items[j] = swapped;
  }
}

function toTensors(
  columns: readonly Column[],
  values: readonly ColumnValues[],
  size: number,
): tf.Tensor[] {
  return columns.map(({ shape, dtype }, index) =>
    tf.tensor(values[index] as ColumnValues, [size, ...shape], dtype),
  );
}

function checkValues(
  columns: readonly Column[],
  values: readonly ColumnValues[],
  size: number,
): void {
  columns.forEach(({ name, shape, dtype }, index) => {
    const found = values[index];
    const length = shape.reduce((product, extent) => product * extent, size);
    const fits = dtype === "int32" ? found instanceof Int32Array : found instanceof Float32Array;
    if (fits && found?.length === length) return;
    throw new TolariaError(
      "data/invalid",
      `Column "${name}" must have ${length} numbers of ${dtype}, but has ${found ? `${found.length} in a ${found.constructor.name}` : "none"}. Cannot make a batch.`,
    );
  });
}
