import {
  type DataProgress,
  errorMessage,
  messageOf,
  SupervisedWorker,
  TolariaError,
} from "../../../core/mod.ts";
import type { Job, JobMessage, JobReply, Jobs } from "./jobs.ts";

/** A job that a worker has not answered. */
interface Pending {
  readonly work: PromiseWithResolvers<Jobs[keyof Jobs]["answer"]>;
  /** What the job does, for errors: `read records 0 to 999 of "cars.csv"`. */
  readonly action: string;
  readonly onProgress: ((progress: DataProgress) => void) | undefined;
}

const READER_MAIN = new URL("_reader_main.ts", import.meta.url);

/** A worker of the pool. One that ends or hangs fails its jobs, and is not replaced. */
export class PoolWorker {
  readonly #timeoutMs: number;
  readonly #worker: SupervisedWorker<undefined, JobMessage, JobReply>;
  readonly #pending = new Map<number, Pending>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Why no job is taken any more. */
  #failure: string | undefined;

  /**
   * @param timeoutMs Longest time without a sign of the worker while it has a job.
   * @param main Main file of the thread.
   */
  constructor(timeoutMs: number, main: URL = READER_MAIN) {
    this.#timeoutMs = timeoutMs;
    this.#worker = new SupervisedWorker(
      {
        main,
        task: () => undefined,
        // The timer keeps the process while there is a job.
        keepsProcess: false,
      },
      {
        onMessage: (reply) => this.#onReply(reply),
        onDeath: (reason) => this.#fail(reason),
      },
    );
  }

  /** Jobs without an answer. */
  get load(): number {
    return this.#pending.size;
  }

  /** Starts the thread. */
  async start(): Promise<void> {
    await this.#worker.start();
  }

  /** Gives the worker a job. */
  run(
    job: Job,
    action: string,
    transfer: readonly ArrayBuffer[] = [],
    onProgress?: (progress: DataProgress) => void,
  ): Promise<Jobs[keyof Jobs]["answer"]> {
    if (this.#failure !== undefined) return Promise.reject(unavailable(this.#failure, action));
    this.#count += 1;
    const work = Promise.withResolvers<Jobs[keyof Jobs]["answer"]>();
    this.#pending.set(this.#count, { work, action, onProgress });
    this.#worker.post({ id: this.#count, job }, transfer);
    if (this.#pending.size === 1) this.#watch();
    return work.promise;
  }

  /** Ends the thread; its jobs fail. */
  async end(): Promise<void> {
    this.#fail("its worker was ended");
    await this.#worker.end();
  }

  #onReply(reply: JobReply): void {
    const pending = this.#pending.get(reply.id);
    if ("progress" in reply) pending?.onProgress?.(reply.progress);
    else {
      this.#pending.delete(reply.id);
      if ("answer" in reply) pending?.work.resolve(reply.answer);
      else pending?.work.reject(asError(reply.error));
    }
    this.#watch();
  }

  /** Watches for the next sign of the worker. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#pending.size === 0) return;
    this.#timer = setTimeout(() => this.#onSilence(), this.#timeoutMs);
  }

  /** A step that held this thread for long lets the timer fire before the answers that wait: they have a turn first. */
  #onSilence(): void {
    this.#timer = setTimeout(() => {
      this.#fail(`its worker did not answer for ${this.#timeoutMs} ms`);
      void this.#worker.end().catch(() => {});
    }, 0);
  }

  #fail(reason: string): void {
    clearTimeout(this.#timer);
    this.#failure ??= reason;
    for (const { work, action } of this.#pending.values()) work.reject(unavailable(reason, action));
    this.#pending.clear();
  }
}

function asError({ code, message }: Extract<JobReply, { error: unknown }>["error"]): Error {
  return code ? new TolariaError(code, message) : new Error(message);
}

function unavailable(reason: string, action: string): TolariaError {
  return new TolariaError("data/unavailable", errorMessage(reason, action));
}

/** The error of a worker that could not be started. */
export function notStarted(error: unknown): TolariaError {
  return new TolariaError(
    "data/unavailable",
    errorMessage(messageOf(error), "start a reader of the data"),
    { cause: error },
  );
}
