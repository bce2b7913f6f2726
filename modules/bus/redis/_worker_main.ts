/**
 * The main file of the bus's worker.
 *
 * @module
 */

import { serveWorker } from "../../../core/runtime/mod.ts";
import { machineClock, Spool } from "../../../core/worker.ts";
import { loadRedis } from "../../../deps_optional.ts";
import { BusWorker } from "./bus_worker.ts";
import type { BusWorkerTask, FromWorker, ToWorker } from "./messages.ts";
import { newPlace, openRedisSession } from "./redis_session.ts";

serveWorker<BusWorkerTask, ToWorker, FromWorker>(async (task, post) => {
  // Now, when its failure can be reported, and not at the first attempt to connect.
  await loadRedis();
  const place = newPlace(task.group);
  const { spillFolder: folder, spillName: name, owner } = task;
  const worker = new BusWorker({
    task,
    spool: new Spool({ folder, name, owner }),
    clock: machineClock,
    post,
    open: () => openRedisSession(task, place),
  });
  worker.start();
  return { ready: true, onMessage: (message) => worker.onMessage(message) };
});
