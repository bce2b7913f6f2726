import { SupervisedWorker, settlesWithin } from "../../../core/runtime/mod.ts";

/** What a worker answers: that everything is written, or what went wrong. */
export type FromRecorder = { readonly done: true } | { readonly failed: string };

/** What the loop's thread sends: rows of numbers are handed over, and an end is answered. */
export type RecordingMessage =
  | { readonly steps: Float64Array }
  | { readonly end: unknown }
  | Readonly<Record<string, unknown>>;

/** Between two messages to a worker within an epoch, ms. */
export const SEND_MS = 250;

/** How long the end of a run waits until everything is written, ms. */
const END_MS = 5_000;

/** The worker that writes down one run, so that a slow disk does not hold up the loop. */
class RecordingWorker<Task, Message extends RecordingMessage> {
  readonly #worker: SupervisedWorker<Task, Message, FromRecorder>;
  /** Messages before the worker is ready. */
  #early: Message[] | undefined = [];
  readonly #done = Promise.withResolvers<void>();
  #ended = false;
  #fault: string | undefined;

  /** @param main The worker's main file, which answers as {@link FromRecorder}. */
  constructor(main: URL, task: Task) {
    this.#worker = new SupervisedWorker<Task, Message, FromRecorder>(
      {
        main,
        task: () => task,
        keepsProcess: false,
      },
      {
        onMessage: (message) => {
          if ("failed" in message) this.#fail(message.failed);
          else {
            this.#done.resolve();
            // A trainer may have many runs.
            void this.#worker.end();
          }
        },
        onDeath: (reason) => this.#fail(reason),
      },
    );
    this.#worker.start().then(
      () => {
        const early = this.#early ?? [];
        this.#early = undefined;
        for (const message of early) this.#post(message);
      },
      (error) => this.#fail(String(error?.message ?? error)),
    );
  }

  /** @throws {Error} Once, if the run cannot be recorded: the engine reports it and goes on. */
  send(message: Message): void {
    if ("end" in message) this.#ended = true;
    if (this.#fault !== undefined) {
      const fault = this.#fault;
      this.#done.resolve();
      throw new Error(`the run cannot be recorded: ${fault}`);
    }
    if (this.#early) this.#early.push(message);
    else this.#post(message);
  }

  async dispose(): Promise<void> {
    if (this.#ended) await settlesWithin(this.#done.promise, END_MS);
    await this.#worker.end();
  }

  #post(message: Message): void {
    const { steps } = message as { readonly steps?: unknown };
    this.#worker.post(message, steps instanceof Float64Array ? [steps.buffer as ArrayBuffer] : []);
  }

  #fail(reason: string): void {
    this.#fault ??= reason;
    this.#early = undefined;
    this.#done.resolve();
  }
}

/** The workers of a trainer's runs, of which the last one is written to. */
export class RecordingWorkers<Task, Message extends RecordingMessage> {
  #all: readonly RecordingWorker<Task, Message>[] = [];

  /** Starts the worker of a run. */
  start(main: URL, task: Task): void {
    this.#all = [...this.#all, new RecordingWorker<Task, Message>(main, task)];
  }

  /** @throws {Error} Once, if the run cannot be recorded. */
  send(message: Message): void {
    this.#all.at(-1)?.send(message);
  }

  /** Waits, for a bounded time, until every run is written. */
  async dispose(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.dispose()));
  }
}
