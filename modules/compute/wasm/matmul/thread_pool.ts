import { Worker } from "node:worker_threads";
import { TolariaError } from "../../../../core/mod.ts";
import type { ThreadTask } from "./thread_task.ts";

/** Worker threads that share a job with the calling thread. */
export class ThreadPool {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
    // A backend that was never disposed must not keep the process alive.
    for (const worker of workers) worker.unref();
  }

  /**
   * Starts one thread per scratch area; the threads run jobs of the pool at `pool` until it shuts down.
   *
   * @throws {TolariaError} `backend/unavailable` if a thread cannot be started.
   */
  static async start(
    memory: WebAssembly.Memory,
    pool: number,
    scratchAreas: readonly number[],
  ): Promise<ThreadPool> {
    const workers = scratchAreas.map((scratch) => {
      const workerData: ThreadTask = { memory, pool, scratch };
      return new Worker(new URL("_thread_main.ts", import.meta.url), { workerData });
    });
    const results = await Promise.allSettled(workers.map(readiness));
    const failed = results.find(({ status }) => status === "rejected");
    if (!failed) return new ThreadPool(workers);
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw new TolariaError("backend/unavailable", "Cannot start a thread of the wasm backend", {
      cause: (failed as PromiseRejectedResult).reason,
    });
  }

  /** Calls `shutDown`, which ends the threads, and waits for them. */
  async close(shutDown: () => void): Promise<void> {
    const exits = this.#workers.map(exitOf);
    // In Deno nothing else keeps the process alive until they have ended.
    for (const worker of this.#workers) worker.ref();
    shutDown();
    await Promise.all(exits);
  }
}

function readiness(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function exitOf(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once("exit", () => resolve());
  });
}
