import { SupervisedWorker, settlesWithin } from "../../../core/runtime/mod.ts";

/** What a worker answers: that everything is written, or what went wrong. */
export type FromRecorder = { readonly done: true } | { readonly failed: string };

/** How a worker that records is started. */
export interface RecordingSpec<Other> {
  /** The worker's main file, which answers as {@link FromRecorder}. */
  readonly main: URL;
  /** How long the end of a run waits until everything is written, ms. @default 5,000 */
  readonly endMs?: number;
  /** Receives what the worker sends besides. */
  readonly onMessage?: (message: Other) => void;
}

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
class RecordingWorker<Task, Message extends RecordingMessage, Other extends object> {
  readonly #worker: SupervisedWorker<Task, Message, FromRecorder | Other>;
  readonly #endMs: number;
  /** Messages before the worker is ready. */
  #early: Message[] | undefined = [];
  /** Settles when the worker is ready, or cannot be. */
  readonly #started: Promise<void>;
  readonly #done = Promise.withResolvers<void>();
  /** Whether everything was written in time; undefined until somebody asks. */
  #settling: Promise<boolean> | undefined;
  #ended = false;
  #fault: string | undefined;

  constructor({ main, endMs = END_MS, onMessage }: RecordingSpec<Other>, task: Task) {
    this.#endMs = endMs;
    this.#worker = new SupervisedWorker<Task, Message, FromRecorder | Other>(
      {
        main,
        task: () => task,
        keepsProcess: false,
      },
      {
        onMessage: (message) => {
          if ("failed" in message) this.#fail(message.failed);
          else if ("done" in message) {
            this.#done.resolve();
            // A trainer may have many runs.
            void this.#worker.end();
          } else onMessage?.(message);
        },
        onDeath: (reason) => this.#fail(reason),
      },
    );
    this.#started = this.#worker.start().then(
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
      throw new Error(`the run cannot be recorded: ${this.#fault}`);
    }
    if (this.#early) this.#early.push(message);
    else this.#post(message);
  }

  /** Waits until a run that has ended is written. @throws {Error} If it cannot be, or not in time. */
  async settle(): Promise<void> {
    if (!this.#ended) return;
    // A machine that is busy starts a worker late.
    this.#settling ??= this.#started.then(() => settlesWithin(this.#done.promise, this.#endMs));
    const inTime = await this.#settling;
    if (this.#fault !== undefined) throw new Error(this.#fault);
    if (inTime) return;
    throw new Error(`the end of the run was not written within ${this.#endMs / 1000} s`);
  }

  async dispose(): Promise<void> {
    // What goes wrong was reported at the end of the run.
    await this.settle().catch(() => {});
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
export class RecordingWorkers<
  Task,
  Message extends RecordingMessage,
  Other extends object = never,
> {
  readonly #spec: RecordingSpec<Other>;
  #all: readonly RecordingWorker<Task, Message, Other>[] = [];

  constructor(spec: RecordingSpec<Other>) {
    this.#spec = spec;
  }

  /** Starts the worker of a run. */
  start(task: Task): void {
    this.#all = [...this.#all, new RecordingWorker<Task, Message, Other>(this.#spec, task)];
  }

  /** @throws {Error} Once, if the run cannot be recorded. */
  send(message: Message): void {
    this.#all.at(-1)?.send(message);
  }

  /** Waits, for a bounded time, until the last run is written. @throws {Error} If it cannot be, or not in time. */
  async settle(): Promise<void> {
    await this.#all.at(-1)?.settle();
  }

  /** Waits, for a bounded time, until every run is written, and ends the workers. */
  async dispose(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.dispose()));
  }
}
