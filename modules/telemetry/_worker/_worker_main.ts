/**
 * The main file of an exporter's worker: takes spans and metrics from the ring to their destination.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import type { OpenDestination } from "./destination.ts";
import { Exporter } from "./exporter.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./messages.ts";

serveWorker<WorkerTask, ToWorker, FromWorker, string>(async (task, post) => {
  const { open } = (await import(task.destination)) as { open: OpenDestination<unknown> };
  const destination = await open(task.options);
  const exporter = new Exporter(task, destination, post);
  return {
    ready: destination.shown,
    onReady: () => exporter.readRing(),
    onMessage: (message) => void exporter.receive(message),
  };
});
