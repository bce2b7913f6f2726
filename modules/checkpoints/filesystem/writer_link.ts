import { type CheckpointInfo, TolariaError } from "../../../core/mod.ts";
import type { FromWriter, ToWriter, WriteOrder } from "./messages.ts";
import type { OnRepaired } from "./open_journal.ts";
import type { CheckedCheckpointsOptions } from "./options.ts";

/** The way to the worker that writes. */
export class WriterLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<CheckpointInfo>>();
  #closed = Promise.withResolvers<void>();
  #count = 0;

  readonly #onRepaired: OnRepaired;

  private constructor(worker: Worker, onRepaired: OnRepaired) {
    this.#worker = worker;
    this.#onRepaired = onRepaired;
    worker.onmessage = ({ data }: MessageEvent<FromWriter>) => this.#onMessage(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#fail(`its worker failed: ${event.message}`);
    };
  }

  /**
   * Starts a worker and lets it open the directory.
   *
   * @param onRepaired Told, then and later, of what was repaired.
   * @throws {TolariaError} `checkpoint/unavailable`.
   */
  static async open(
    options: CheckedCheckpointsOptions,
    onRepaired: OnRepaired,
  ): Promise<WriterLink> {
    const worker = new Worker(new URL("_writer_main.ts", import.meta.url), { type: "module" });
    const fault = await new Promise<string | undefined>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<FromWriter>) => {
        if ("repaired" in data) onRepaired(data.repaired);
        else resolve("failed" in data ? data.failed : undefined);
      };
      worker.onerror = (event) => {
        event.preventDefault?.();
        resolve(`its worker failed: ${event.message}`);
      };
      worker.postMessage({ open: options } satisfies ToWriter);
    });
    if (fault === undefined) return new WriterLink(worker, onRepaired);
    worker.terminate();
    throw new TolariaError(
      "checkpoint/unavailable",
      `Cannot write checkpoints to '${options.directory}': ${fault}`,
    );
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
    this.#post({ write: { ...order, number } });
    return { number, done: waiting.promise };
  }

  /** Hands bytes of a checkpoint over; they are the worker's then. */
  add(number: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#waiting.has(number)) this.#post({ number, bytes }, [bytes.buffer]);
  }

  /** Whether a checkpoint is being written. */
  has(number: number): boolean {
    return this.#waiting.has(number);
  }

  /** Waits for what is being written, and ends the worker. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#waiting.values()].map(({ promise }) => promise));
    this.#post({ close: true });
    await this.#closed.promise;
    this.#worker.terminate();
  }

  #post(message: ToWriter, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #onMessage(message: FromWriter): void {
    if ("closed" in message) return this.#closed.resolve();
    if ("repaired" in message) return this.#onRepaired(message.repaired);
    if (!("number" in message)) return;
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if ("written" in message) waiting?.resolve(message.written);
    else waiting?.reject(new TolariaError("checkpoint/failed", message.error));
  }

  /** Nothing that was asked of the worker will be done any more. */
  #fail(reason: string): void {
    const error = new TolariaError("checkpoint/failed", `Cannot write a checkpoint: ${reason}`);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#closed.resolve();
  }
}
