import type { BatchPart } from "../collective/sharding.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { BatchValues, Dataset } from "../ports/dataset.ts";
import type { RandomStream } from "../random.ts";
import { unlessAborted } from "../runtime/mod.ts";
import { type EpochOrder, epochOrder } from "./epoch_order.ts";
import type { Batch, Feeder, FeederCursor } from "./feeder.ts";
import { SpareValues } from "./spare_values.ts";
import { toBatch } from "./to_batch.ts";

/** Options of a batch feeder. */
export interface BatchFeederOptions {
  /** Examples in a batch; the last batch of an epoch may have fewer. */
  readonly batchSize: number;
  /** Stream that shuffles the examples of each epoch; without it, they stay in order. */
  readonly order?: RandomStream;
  /** Batches to prefetch from an asynchronous dataset. @default 2 */
  readonly prefetch?: number;
  /** Which examples of a batch of `size` to gather. @default all */
  readonly partOf?: ((size: number) => BatchPart) | undefined;
}

/** Values of a prefetched batch. */
interface Upcoming {
  readonly indices: Uint32Array;
  readonly part: BatchPart | undefined;
  readonly values: BatchValues | Promise<BatchValues>;
}

/**
 * Turns a dataset into batches of tensors, epoch by epoch, in an order that a seed determines.
 *
 * Prefetches the values of the next batch. A dataset in memory is read without a
 * promise, so that the loop does not wait for a turn of the event loop.
 */
export class BatchFeeder implements Feeder {
  readonly replays = true;
  /** Batches in an epoch. */
  readonly batchesPerEpoch: number;
  readonly #dataset: Dataset;
  readonly #batchSize: number;
  readonly #order: EpochOrder;
  readonly #prefetch: number;
  readonly #partOf: BatchFeederOptions["partOf"];
  readonly #ahead: Upcoming[] = [];
  readonly #spares = new SpareValues();
  #handedOut = 0;
  /** Batches of the epoch that were used before the step that waits for its own. */
  #held: number | undefined;
  /** Window whose blocks the dataset was told of last. */
  #announced: number | undefined;

  constructor(dataset: Dataset, { batchSize, order, prefetch = 2, partOf }: BatchFeederOptions) {
    this.batchesPerEpoch = Math.ceil(dataset.size / batchSize);
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#order = epochOrder(dataset, order);
    this.#prefetch = prefetch;
    this.#partOf = partOf;
  }

  /** Whether every batch of the epoch was used. */
  get atEpochEnd(): boolean {
    return this.#handedOut === this.batchesPerEpoch;
  }

  /**
   * Returns the next batch, which the caller disposes; `undefined` once at the end of each epoch.
   *
   * @param signal Ends the wait for a batch that is being gathered: `undefined` is returned, and the batch is still
   * to come once the feeder is put back by {@link seek}.
   * @throws {TolariaError} `data/invalid` if the dataset returns values that do not fit its columns. Errors
   * of the dataset are wrapped with the batch's examples.
   */
  next(signal?: AbortSignal): Batch | undefined | Promise<Batch | undefined> {
    if (this.atEpochEnd) {
      this.dispose();
      this.#held = undefined;
      this.#handedOut = 0;
      this.#order.draw();
      this.#gatherAhead();
      return undefined;
    }
    if (this.#ahead.length === 0) this.#request();
    const { values, ...upcoming } = this.#ahead.shift() as Upcoming;
    this.#handedOut += 1;
    if (!(values instanceof Promise)) {
      const batch = this.#toBatch(upcoming, values);
      // Reuses the arrays of this batch, which are still in the processor's cache.
      this.#gatherAhead();
      return batch;
    }
    this.#gatherAhead();
    const made = values.then(
      (ready) => (signal?.aborted ? undefined : this.#toBatch(upcoming, ready)),
      (error) => {
        throw notGathered(upcoming.indices, error);
      },
    );
    return signal ? unlessAborted(made, signal) : made;
  }

  /** Batches of the epoch that were used or skipped. */
  get position(): number {
    return this.#handedOut;
  }

  /** Skips the next batch of the epoch. @throws {RangeError} At the end of an epoch. */
  skip(): void {
    if (this.atEpochEnd) {
      throw new RangeError(
        `No batch is left in the epoch: all ${this.batchesPerEpoch} were used. Cannot skip one.`,
      );
    }
    this.#ahead.shift();
    this.#handedOut += 1;
  }

  hold(): void {
    this.#held = this.#handedOut;
  }

  release(): boolean {
    const isHeld = this.#held !== undefined;
    this.#held = undefined;
    return isHeld;
  }

  /** Returns the position of the feeder. */
  cursor(): FeederCursor {
    return { order: this.#order.state, batch: this.#held ?? this.#handedOut };
  }

  /**
   * Moves the feeder to the position `cursor`, from which the same batches follow.
   *
   * @throws {RangeError} If an epoch has fewer batches than `cursor`.
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
    this.dispose();
    this.#held = undefined;
    if (!this.#isInEpoch(cursor)) this.#order.draw(cursor.order);
    this.#handedOut = cursor.batch;
  }

  /** Drops prefetched batches. */
  dispose(): void {
    this.#ahead.length = 0;
    this.#announced = undefined;
  }

  /** Whether `cursor` is in the current epoch, whose order is known. */
  #isInEpoch({ order }: FeederCursor): boolean {
    const drawn = this.#order.state;
    return order?.every((word, at) => word === drawn?.[at]) ?? false;
  }

  #gatherAhead(): void {
    const left = this.batchesPerEpoch - this.#handedOut;
    while (this.#ahead.length < Math.min(this.#prefetch, left)) {
      this.#request();
      // One batch ahead is enough in memory; more would only take memory.
      if (!(this.#ahead[0]?.values instanceof Promise)) return;
    }
  }

  #request(): void {
    const from = (this.#handedOut + this.#ahead.length) * this.#batchSize;
    const to = Math.min(from + this.#batchSize, this.#dataset.size);
    const part = this.#partOf?.(to - from);
    const indices = this.#indices(from, to, part);
    this.#announce(from);
    const values = this.#gather(indices);
    // Handled where the batch is requested; until then it must not be an unhandled rejection.
    if (values instanceof Promise) values.catch(() => {});
    this.#ahead.push({ indices, part, values });
  }

  /** Those of the part; of an empty one, the batch's first, which tells the shapes of what is computed. */
  #indices(from: number, to: number, part: BatchPart | undefined): Uint32Array {
    if (!part) return this.#order.indices(from, to);
    const first = Math.min(part.from, part.of - 1);
    return this.#order.indices(from + first, from + Math.max(part.to, first + 1));
  }

  /** Has the blocks of the window that begins, and of the next one, read in their order. */
  #announce(place: number): void {
    const order = this.#order;
    const window = order.windowOf?.(place);
    if (window === undefined || window === this.#announced) return;
    this.#announced = window;
    const blocks = [window, window + 1].flatMap((one) => order.blocksOf?.(one) ?? []);
    this.#dataset.readAhead?.(blocks, order.state?.[0]);
  }

  /** Gathers values from the dataset. An error is thrown with this batch, not with the one before. */
  #gather(indices: Uint32Array): BatchValues | Promise<BatchValues> {
    try {
      const spare = this.#spares.take(indices.length);
      return this.#dataset.gather(indices, spare, this.#order.state?.[0]);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #toBatch({ indices, part }: Omit<Upcoming, "values">, values: BatchValues): Batch {
    const batch = toBatch(this.#dataset, indices, values);
    this.#spares.give(values, batch.targets, indices.length);
    return part ? { ...batch, part } : batch;
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
