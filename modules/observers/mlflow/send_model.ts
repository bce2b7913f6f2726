import { existsSync } from "node:fs";
import { messageOf } from "../../../core/mod.ts";
import { RecordingWorkers } from "../_recording/mod.ts";
import type { MlflowRun } from "./messages.ts";
import type { Server } from "./server.ts";

/** What the worker that sends a model is started with. */
export interface ModelTask {
  readonly server: Server;
  readonly run: MlflowRun;
  readonly folder: string;
}

/**
 * Sends the files of a model, from a worker and for a bounded time. Nothing is done if there is no such folder. A failure
 * is written to stderr: the run, which has ended, has nothing to do with it.
 */
export async function sendModel(
  server: Server,
  run: MlflowRun,
  folder: string,
  timeoutMs: number,
): Promise<void> {
  if (!existsSync(folder)) return;
  const workers = new RecordingWorkers<ModelTask, { readonly end: true }>({
    main: new URL("./_model_worker_main.ts", import.meta.url),
    endMs: timeoutMs,
  });
  workers.start({ server, run, folder });
  try {
    workers.send({ end: true });
    await workers.settle();
  } catch (error) {
    process.stderr.write(`The model "${folder}" was not sent to MLflow: ${messageOf(error)}\n`);
  } finally {
    await workers.dispose();
  }
}
