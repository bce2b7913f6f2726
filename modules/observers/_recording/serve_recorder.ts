import { serveWorker } from "../../../core/runtime/mod.ts";
import { messageOf } from "../../../core/worker.ts";
import type { FromRecorder } from "./recording_worker.ts";

/**
 * Runs a worker of `RecordingWorkers`: the worker's main file calls it once. What `start` returns takes one message
 * after the other; what it throws is reported.
 */
export function serveRecorder<Task, Message, Other extends object = never>(
  start: (task: Task, post: (message: FromRecorder | Other) => void) => (message: Message) => void,
): void {
  serveWorker<Task, readonly Message[], FromRecorder | Other>((task, post) => {
    const receive = start(task, post);
    const attempt = (message: Message) => {
      try {
        receive(message);
      } catch (error) {
        post({ failed: messageOf(error) });
      }
    };
    return { ready: true, onMessage: (messages) => messages.forEach(attempt) };
  });
}
