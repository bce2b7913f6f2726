/**
 * The main file of the worker that sends a run to an MLflow server.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import type { FromRecorder } from "../_recording/mod.ts";
import type { FromMlflow, MlflowTask, ToMlflow } from "./messages.ts";
import { RunSender } from "./run_sender.ts";

serveWorker<MlflowTask, ToMlflow, FromRecorder | FromMlflow>((task, post) => {
  const sender = new RunSender(task, post);
  void sender.run();
  return { ready: true, onMessage: (message) => sender.receive(message) };
});
