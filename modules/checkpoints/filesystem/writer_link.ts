import {
  type CheckpointInfo,
  errorMessage,
  messageOf,
  SupervisedWorker,
  TolariaError,
} from "../../../core/mod.ts";
import type { FromWriter, ToWriter, WriteOrder } from "./messages.ts";
import type { OnRepaired } from "./open_journal.ts";
import type { CheckedCheckpointsOptions } from "./options.ts";

/** Longest time until the directory is open, ms: what is repaired is read and hashed. */
const START_TIMEOUT_MS = 600_000;

/** Time after which a worker that died is replaced, ms. */
const RESTART_MS = 100;

/** The way to the worker that writes. */
export class WriterLink {
  readonly #options: CheckedCheckpointsOptions;
  readonly #worker: SupervisedWorker<CheckedCheckpointsOptions, ToWriter, FromWriter>;
  readonly #waiting = new Map<number, PromiseWithResolvers<CheckpointInfo>>();
  readonly #closed = Promise.withResolvers<void>();
  #count = 0;

  /** @param onRepaired Receives what was repaired. */
  constructor(options: CheckedCheckpointsOptions, onRepaired: OnRepaired) {
    this.#options = options;
    this.#worker = new SupervisedWorker(
      {
        main: new URL("_writer_main.ts", import.meta.url),
        task: () => options,
        startTimeoutMs: START_TIMEOUT_MS,
        restartAfterMs: RESTART_MS,
      },
      {
        onMessage: (message) => {
          if ("repaired" in message) onRepaired(message.repaired);
          else this.#onMessage(message);
        },
        onDeath: (reason) => this.#onDeath(reason),
      },
    );
  }

  /** Starts the worker, which opens the directory. @throws {TolariaError} `checkpoint/unavailable`. */
  async start(): Promise<void> {
    if (this.#worker.isUp) return;
    try {
      await this.#worker.start();
    } catch (error) {
      const action = `write checkpoints to "${this.#options.directory}"`;
      throw new TolariaError("checkpoint/unavailable", errorMessage(messageOf(error), action), {
        cause: error,
      });
    }
  }

  /** Begins a checkpoint. */
  begin(order: Omit<WriteOrder, "number">): {
    readonly number: number;
    readonly done: Promise<CheckpointInfo>;
  } {
    this.#count += 1;
    const number = this.#count;
    const waiting = Promise.withResolvers<CheckpointInfo>();
    this.#waiting.set(number, waiting);
    if (!this.#worker.post({ write: { ...order, number } })) {
      this.#onDeath("its worker died and was not replaced yet");
    }
    return { number, done: waiting.promise };
  }

  /** Hands bytes of a checkpoint over; they are the worker's then. */
  add(number: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#waiting.has(number)) this.#worker.post({ number, bytes }, [bytes.buffer]);
  }

  /** Whether a checkpoint is being written. */
  has(number: number): boolean {
    return this.#waiting.has(number);
  }

  /** Waits for what is being written, and ends the worker. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#waiting.values()].map(({ promise }) => promise));
    if (this.#worker.post({ close: true })) await this.#closed.promise;
    await this.#worker.end();
  }

  #onMessage(message: Exclude<FromWriter, { readonly repaired: string }>): void {
    if ("closed" in message) return this.#closed.resolve();
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if ("written" in message) waiting?.resolve(message.written);
    else waiting?.reject(new TolariaError("checkpoint/failed", message.error));
  }

  /** Nothing that was asked of the worker will be done any more. */
  #onDeath(reason: string): void {
    const error = new TolariaError("checkpoint/failed", errorMessage(reason, "write a checkpoint"));
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#closed.resolve();
  }
}
