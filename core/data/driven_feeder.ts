import type { TakenStep } from "../events/run_part.ts";
import type { Batch, Feeder, FeederCursor } from "./feeder.ts";

/** Observes how far the loop is with what it was handed. */
export interface DrivenListener {
  /** A step was taken. */
  onStep(step: TakenStep): void;
  /** The loop waits: everything that it was handed is done. */
  onWaiting(): void;
}

/** Hands the loop the batches of whoever drives the run: the loop waits here between two steps. */
export class DrivenFeeder implements Feeder {
  /** A batch is never handed over twice. */
  readonly replays = false;
  /** Steps of an epoch, as far as the driver says so. */
  batchesPerEpoch = 1;
  /** Told how far the loop is; undefined between runs. */
  listener: DrivenListener | undefined;
  #waiting: (() => void) | undefined;
  #handed: Batch | undefined;
  #position = 0;
  #held: number | undefined;
  #ended = false;

  get atEpochEnd(): boolean {
    return this.#ended;
  }

  get position(): number {
    return this.#position;
  }

  /** Hands over the batch of the next step; the loop disposes it. */
  hand(batch: Batch): void {
    this.#handed = batch;
    this.wake();
  }

  /** Ends the epoch: no batch is to come in it. */
  endEpoch(): void {
    this.#ended = true;
    this.wake();
  }

  /** Ends the wait of the loop: there is something to do. */
  wake(): void {
    const resolve = this.#waiting;
    this.#waiting = undefined;
    resolve?.();
  }

  /** Waits until the driver asks for something: the loop begins no epoch before. */
  async ready(): Promise<void> {
    if (!this.#handed && !this.#ended) await this.#wait(() => {});
  }

  /**
   * Returns the batch that was handed over; `undefined` at the end of the epoch, and if the loop is woken for something
   * else than a batch.
   */
  next(): Batch | undefined | Promise<Batch | undefined> {
    if (this.#ended) {
      this.#restart(0);
      return undefined;
    }
    // At once when it is woken: what it is woken for comes before a batch that is handed over meanwhile.
    return this.#take() ?? this.#wait(() => this.#take());
  }

  /** @throws {RangeError} Always: a batch that was handed over is trained on. */
  skip(): void {
    throw new RangeError("The batches of a driven run are trained on. Cannot skip one.");
  }

  hold(): void {
    this.#held = this.#position;
  }

  /** A batch that was handed over stays the next one, wherever training has gone back to. */
  release(): boolean {
    this.#held = undefined;
    return true;
  }

  cursor(): FeederCursor {
    return { order: undefined, batch: this.#held ?? this.#position };
  }

  seek({ batch }: FeederCursor): void {
    this.#restart(batch);
    this.wake();
  }

  /** Drops a batch that nobody takes any more. */
  dispose(): void {
    this.#handed?.dispose();
    this.#handed = undefined;
  }

  #wait<T>(value: () => T): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    this.#waiting = () => resolve(value());
    this.listener?.onWaiting();
    return promise;
  }

  #take(): Batch | undefined {
    const batch = this.#handed;
    this.#handed = undefined;
    if (batch) this.#position += 1;
    return batch;
  }

  #restart(position: number): void {
    this.#position = position;
    this.#held = undefined;
    this.#ended = false;
  }
}
