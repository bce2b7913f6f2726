import { clearTimeout, setTimeout } from "node:timers";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import type { SpillOwner } from "./spill.ts";

/** A worker that runs, and the way to it. */
export interface WorkerLink {
  post(message: ToWorker): void;
  /** Ends it, at once. */
  end(): void;
}

/** Who hears what the worker says. */
export interface WorkerListener {
  onMessage(message: FromWorker): void;
  /** It is gone, and nobody has ended it. */
  onDeath(reason: string): void;
}

/** Longest time until a worker is ready, ms. */
const START_MS = 10_000;

/** Starts a worker and waits until it is ready; rejects where it is not. */
export type OpenWorker = (
  task: RedisTask,
  owner: SpillOwner,
  listener: WorkerListener,
) => Promise<WorkerLink>;

/** Starts the bus's worker. */
export async function openBusWorker(
  task: RedisTask,
  owner: SpillOwner,
  listener: WorkerListener,
): Promise<WorkerLink> {
  const worker = new Worker(new URL("_worker_main.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = () => reject(new Error(`its worker was not ready after ${START_MS} ms`));
  const timer = setTimeout(late, START_MS);
  let open = true;
  const die = (reason: string) => {
    reject(new Error(reason));
    if (open) listener.onDeath(reason);
    open = false;
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ("ready" in data) resolve();
    else if ("failed" in data) reject(new Error(data.failed));
    else listener.onMessage(data);
  };
  worker.onerror = (event) => {
    event.preventDefault?.();
    die(`its worker failed: ${event.message}`);
  };
  worker.addEventListener("close", () => die("its worker ended"));
  const link: WorkerLink = {
    post: (message) => worker.postMessage(message),
    end: () => {
      open = false;
      worker.terminate();
    },
  };
  try {
    link.post({ start: task, owner });
    await promise;
    return link;
  } catch (error) {
    link.end();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
