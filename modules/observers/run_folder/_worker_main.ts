/**
 * The main file of the worker that writes the folder of a run.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import { messageOf } from "../../../core/worker.ts";
import { type FromRecorder, stepRows } from "../_recording/mod.ts";
import { type LineFile, RunWriter } from "../_runs/mod.ts";
import type { RecordingTask, ToRecorder } from "./messages.ts";

/** Between two signs of life, ms. */
const TOUCH_MS = 10_000;

serveWorker<RecordingTask, ToRecorder, FromRecorder>(({ folder, record }, post) => {
  const writer = new RunWriter(folder, record);
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      post({ failed: messageOf(error) });
    }
  };
  setInterval(() => attempt(() => writer.touch()), TOUCH_MS).unref();
  return {
    ready: true,
    onMessage: (message) => {
      attempt(() => write(writer, message));
      if ("end" in message) post({ done: true });
    },
  };
});

function write(writer: RunWriter, message: ToRecorder): void {
  if ("end" in message) writer.end(message.end, message.update);
  else if ("update" in message) writer.update(message.update);
  else if ("steps" in message) writer.steps(message.names, stepRows(message));
  else {
    for (const [file, lines] of Object.entries(message.lines)) {
      writer.append(file as LineFile, lines);
    }
  }
}
