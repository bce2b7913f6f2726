import { Worker } from "node:worker_threads";
import { messageOf } from "../errors/mod.ts";
import type { WorkerReply } from "./serve_worker.ts";

/** How a worker is started and replaced. */
export interface WorkerSpec<Task> {
  /** The worker's main file, which calls {@link serveWorker}. */
  readonly main: URL;
  /** Returns what the worker is started with. Called again for each replacement. */
  readonly task: () => Task;
  /** Longest time until the worker is ready, ms. @default 10,000 */
  readonly startTimeoutMs?: number;
  /** Time until a worker that died is replaced, ms. @default it is not replaced */
  readonly restartAfterMs?: number;
  /** Whether the worker keeps the process running. @default true */
  readonly keepsProcess?: boolean;
}

/** Receives what happens to a worker. */
export interface WorkerListener<Out, Ready> {
  onMessage(message: Out): void;
  /** The worker died, or its replacement could not be started. Not called after `end()`. */
  onDeath?(reason: string): void;
  /** A replacement is ready. */
  onRestart?(ready: Ready): void;
}

const START_TIMEOUT_MS = 10_000;

/** How long a thread that may have been busy gets to hear what its worker has said meanwhile, ms. */
const HEARING_MS = 100;

/** A worker with a start deadline, whose death is noticed and which is replaced if its spec says so. */
export class SupervisedWorker<Task, In, Out, Ready = true> {
  readonly #spec: WorkerSpec<Task>;
  readonly #listener: WorkerListener<Out, Ready>;
  /** The worker that starts or runs. */
  #worker: Worker | undefined;
  #isUp = false;
  #starting: Promise<Ready> | undefined;
  #restart: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(spec: WorkerSpec<Task>, listener: WorkerListener<Out, Ready>) {
    this.#spec = spec;
    this.#listener = listener;
  }

  /** Whether the worker is ready and alive. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Starts the worker. Resolves with its first word; rejects if it fails, dies or is not ready in time. */
  start(): Promise<Ready> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Sends a message. Returns false if there is no worker to take it. */
  post(message: In, transfer: readonly ArrayBuffer[] = []): boolean {
    return this.#isUp && this.postEarly(message, transfer);
  }

  /**
   * Sends a message to a worker that may still start, which gets it as soon as it is ready: even if this thread is busy
   * then, and does not hear of it. Returns false if there is no worker; one that fails to start loses its messages.
   */
  postEarly(message: In, transfer: readonly ArrayBuffer[] = []): boolean {
    this.#worker?.postMessage(message, transfer);
    return this.#worker !== undefined;
  }

  /** Ends the worker at once, whatever it does. It is not replaced. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#isUp = false;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    await this.#starting?.catch(() => {});
  }

  async #start(): Promise<Ready> {
    const { main, task, startTimeoutMs = START_TIMEOUT_MS, keepsProcess = true } = this.#spec;
    const { promise, resolve, reject } = Promise.withResolvers<Ready>();
    const late = new Error(`its worker was not ready after ${startTimeoutMs} ms`);
    const stopWaiting = whenHeardNothing(startTimeoutMs, () => reject(late));
    const worker = new Worker(main, { workerData: task() });
    this.#worker = worker;
    const gone = (reason: string) => {
      reject(new Error(reason));
      if (this.#worker === worker && this.#isUp) this.#onDeath(reason);
    };
    worker.on("message", (reply: WorkerReply<Out, Ready>) => {
      if ("failed" in reply) reject(new Error(reply.failed));
      else if ("ready" in reply) resolve(reply.ready);
      else if (this.#worker === worker) this.#listener.onMessage(reply.message);
    });
    worker.on("error", (error) => gone(`its worker failed: ${messageOf(error)}`));
    worker.on("exit", () => gone("its worker ended"));
    try {
      const ready = await promise;
      if (this.#worker !== worker) throw new Error("its worker was ended");
      if (!keepsProcess) worker.unref();
      this.#isUp = true;
      return ready;
    } catch (error) {
      if (this.#worker === worker) this.#worker = undefined;
      await worker.terminate();
      throw error;
    } finally {
      stopWaiting();
    }
  }

  #onDeath(reason: string): void {
    this.#isUp = false;
    this.#worker = undefined;
    this.#listener.onDeath?.(reason);
    const { restartAfterMs } = this.#spec;
    if (restartAfterMs === undefined || this.#ended) return;
    this.#restart = setTimeout(() => {
      this.start().then(
        (ready) => this.#listener.onRestart?.(ready),
        (error) => {
          if (!this.#ended) this.#onDeath(messageOf(error));
        },
      );
    }, restartAfterMs);
    this.#restart.unref();
  }
}

/**
 * Calls `give` after `limitMs` milliseconds and a turn of the event loop more: a thread that was busy until then has not
 * heard yet what its worker says. Returns what cancels it.
 */
function whenHeardNothing(limitMs: number, give: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(give, HEARING_MS);
  }, limitMs);
  return () => clearTimeout(timer);
}
