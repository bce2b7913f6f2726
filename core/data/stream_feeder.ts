import { messageOf, TolariaError } from "../errors/mod.ts";
import type { BatchStream, Dataset, StreamedBatch } from "../ports/dataset.ts";
import { unlessAborted } from "../runtime/mod.ts";
import { indicesBetween } from "./epoch_order.ts";
import type { Batch, Feeder, FeederCursor } from "./feeder.ts";
import { toBatch } from "./to_batch.ts";

/**
 * Feeds batches that come one after the other, of any size.
 *
 * One batch is read ahead, so that the end of an epoch is known with its last batch. A stream that replays an epoch is
 * read up to its place again when training goes back; of one that does not, training takes what comes next.
 */
export class StreamFeeder implements Feeder {
  readonly #dataset: Dataset;
  readonly #stream: BatchStream;
  #iterator: AsyncIterator<StreamedBatch> | undefined;
  /** The batch after the last one that was handed out. */
  #ahead: StreamedBatch | undefined;
  /** Batches to read and not to hand out. */
  #passedOver = 0;
  #epoch = 0;
  #handedOut = 0;
  /** Batches that were handed out before the step that waits for its own. */
  #held: number | undefined;
  #examples = 0;
  #ended = false;
  /** Batches of the last epoch that was read whole. */
  #counted: number | undefined;

  constructor(dataset: Dataset, stream: BatchStream) {
    this.#dataset = dataset;
    this.#stream = stream;
  }

  get replays(): boolean {
    return this.#stream.replays;
  }

  get batchesPerEpoch(): number {
    return this.#stream.batchesPerEpoch ?? this.#counted ?? this.#handedOut + (this.#ended ? 0 : 1);
  }

  get atEpochEnd(): boolean {
    return this.#ended;
  }

  get position(): number {
    return this.#handedOut;
  }

  next(signal?: AbortSignal): undefined | Promise<Batch | undefined> {
    if (this.#ended) {
      this.#epoch += 1;
      this.#reopen(0);
      return undefined;
    }
    const batch = this.#next();
    return signal ? unlessAborted(batch, signal) : batch;
  }

  skip(): void {
    if (this.#ended) throw new RangeError("No batch is left in the epoch. Cannot skip one.");
    this.#passedOver += 1;
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

  cursor(): FeederCursor {
    return { order: [this.#epoch], batch: this.#held ?? this.#handedOut };
  }

  seek({ order: [epoch = this.#epoch] = [], batch }: FeederCursor): void {
    this.#held = undefined;
    const isThere = batch === this.#handedOut && epoch === this.#epoch && !this.#ended;
    this.#epoch = epoch;
    if (!isThere) this.#reopen(batch);
  }

  dispose(): void {
    // Nobody is left to hear of a stream that fails to close.
    void this.#iterator?.return?.().catch(() => {});
    this.#iterator = undefined;
    this.#ahead = undefined;
  }

  #reopen(batch: number): void {
    this.dispose();
    this.#ended = false;
    this.#held = undefined;
    this.#handedOut = batch;
    this.#examples = 0;
    this.#passedOver = this.#stream.replays ? batch : 0;
  }

  async #next(): Promise<Batch | undefined> {
    if (!this.#iterator) {
      this.#iterator = this.#stream.begin(this.#epoch);
      this.#ahead = await this.#read(this.#iterator);
    }
    for (; this.#passedOver > 0 && this.#ahead; this.#passedOver--) await this.#advance();
    const batch = this.#ahead;
    if (!batch) {
      this.#end();
      return undefined;
    }
    const from = this.#examples;
    const made = toBatch(this.#dataset, indicesBetween(from, from + batch.size), batch);
    try {
      await this.#advance();
    } catch (error) {
      made.dispose();
      throw error;
    }
    this.#handedOut += 1;
    if (!this.#ahead) this.#end();
    return made;
  }

  async #advance(): Promise<void> {
    this.#examples += this.#ahead?.size ?? 0;
    this.#ahead = await this.#read(this.#iterator as AsyncIterator<StreamedBatch>);
  }

  #end(): void {
    this.#ended = true;
    this.#counted = this.#handedOut;
  }

  async #read(iterator: AsyncIterator<StreamedBatch>): Promise<StreamedBatch | undefined> {
    try {
      const { value, done } = await iterator.next();
      return done ? undefined : value;
    } catch (error) {
      if (TolariaError.is(error)) throw error;
      throw new TolariaError(
        "data/invalid",
        `${messageOf(error)} Cannot read batch ${this.#handedOut + 1} of the stream.`,
        { cause: error },
      );
    }
  }
}
