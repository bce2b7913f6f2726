/// <reference lib="webworker" />
/**
 * What runs in the worker of the bus.
 *
 * @module
 */
import { messageOf } from "../../../core/errors/mod.ts";
import { loadRedis } from "../../../deps.ts";
import { BusWorker } from "./bus_worker.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import { newPlace, openRedisSession } from "./redis_session.ts";
import { Spill, type SpillOwner } from "./spill.ts";

let worker: BusWorker | undefined;
/** What came before the worker was open. */
const early: Exclude<ToWorker, { readonly start: unknown }>[] = [];

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("start" in data) void start(data.start, data.owner);
  else if (worker) worker.take(data);
  else early.push(data);
};

async function start(task: RedisTask, owner: SpillOwner): Promise<void> {
  try {
    // Now, where it can be said, and not at the first try to connect.
    await loadRedis();
    const place = newPlace(task.group);
    const opened = new BusWorker({
      task,
      spill: new Spill(task.spillFolder, owner),
      clock: { monotonicMs: () => performance.now(), wallMs: () => Date.now() },
      say,
      open: () => openRedisSession(task, place),
    });
    await opened.start();
    worker = opened;
    for (const message of early.splice(0)) opened.take(message);
    say({ ready: true });
  } catch (error) {
    say({ failed: messageOf(error) });
  }
}

function say(message: FromWorker): void {
  self.postMessage(message);
}
