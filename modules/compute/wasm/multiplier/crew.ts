import { Worker } from "node:worker_threads";
import { TolariaError } from "../../../../core/mod.ts";
import type { ThreadTask } from "./thread_task.ts";

/** Threads that multiply with the one that started them. */
export class Crew {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
    // A backend that was never disposed is not to keep the process alive.
    for (const worker of workers) worker.unref();
  }

  /**
   * Starts a thread for each of `rooms`, which serve the board at `board` until it is closed.
   *
   * @throws {TolariaError} `backend/unavailable` if one cannot be started.
   */
  static async start(
    memory: WebAssembly.Memory,
    board: number,
    rooms: readonly number[],
  ): Promise<Crew> {
    const workers = rooms.map((room) => {
      const workerData: ThreadTask = { memory, board, room };
      return new Worker(new URL("_thread_main.ts", import.meta.url), { workerData });
    });
    const results = await Promise.allSettled(workers.map(readiness));
    const failed = results.find(({ status }) => status === "rejected");
    if (!failed) return new Crew(workers);
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw new TolariaError("backend/unavailable", "Cannot start a thread of the wasm backend", {
      cause: (failed as PromiseRejectedResult).reason,
    });
  }

  /** Waits until all have ended, after `close` tells them to. */
  async end(close: () => void): Promise<void> {
    const ends = this.#workers.map(endOf);
    // In Deno nothing else keeps the process alive for as long as they take.
    for (const worker of this.#workers) worker.ref();
    close();
    await Promise.all(ends);
  }
}

function readiness(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function endOf(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once("exit", () => resolve());
  });
}
