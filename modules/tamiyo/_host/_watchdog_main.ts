/**
 * What runs beside a policy in its process, on a thread of its own: a policy that spins reads no end of its input, and would
 * outlive a training that was killed.
 *
 * @module
 */
import { workerData } from "node:worker_threads";

/** How often it looks, ms. */
const EVERY_MS = 500;

const { parent } = workerData as WatchdogTask;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, EVERY_MS);

/** What a watchdog is to do. */
export interface WatchdogTask {
  /** Id of the training's process; whose child this is no longer is to end. */
  readonly parent: number;
}
