/**
 * What runs in an exporter's worker: reads spans and metrics from the ring, and takes them to their destination.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../../core/mod.ts";
import type { OpenDestination } from "./destination.ts";
import { Exporter } from "./exporter.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./messages.ts";

const task = workerData as WorkerTask;
const post = (message: FromWorker) => parentPort?.postMessage(message);

try {
  const { open } = (await import(task.destination)) as { open: OpenDestination<unknown> };
  const destination = await open(task.options);
  const exporter = new Exporter(task, destination, post);
  parentPort?.on("message", (message: ToWorker) => void exporter.receive(message));
  post({ kind: "ready", destination: destination.shown });
  exporter.readRing();
} catch (error) {
  post({ kind: "failed", reason: messageOf(error) });
}
