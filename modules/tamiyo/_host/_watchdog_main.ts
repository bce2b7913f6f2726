/**
 * Runs beside a policy in its process, on a thread of its own: a policy that spins does not read the end of its input, and
 * would outlive a training that was killed.
 *
 * @module
 */
import { workerData } from "node:worker_threads";

/** How often the parent is looked up, ms. */
const EVERY_MS = 500;

const { parent } = workerData as WatchdogTask;

setInterval(() => {
  // The process leads its group: what it has started goes with it.
  if (process.ppid !== parent) process.kill(-process.pid, "SIGKILL");
}, EVERY_MS);

/** What a watchdog does. */
export interface WatchdogTask {
  /** Id of the training's process. A process that is not its child any more is ended. */
  readonly parent: number;
}
