/**
 * The main file of the worker that sends a run to an MLflow server.
 *
 * @module
 */
import { serveRecorder } from "../_recording/mod.ts";
import type { FromMlflow, MlflowTask, ToMlflow } from "./messages.ts";
import { RunSender } from "./run_sender.ts";

serveRecorder<MlflowTask, ToMlflow, FromMlflow>((task, post) => {
  const sender = new RunSender(task, post);
  void sender.run();
  return (message) => sender.receive(message);
});
