/**
 * The main file of the worker that writes the folder of a run.
 *
 * @module
 */
import { messageOf } from "../../../core/worker.ts";
import { serveRecorder, stepRows } from "../_recording/mod.ts";
import { type LineFile, RunWriter } from "../_runs/mod.ts";
import type { RecordingTask, ToRecorder } from "./messages.ts";

/** Between two signs of life, ms. */
const TOUCH_MS = 10_000;

serveRecorder<RecordingTask, ToRecorder>(({ folder, record }, post) => {
  const writer = new RunWriter(folder, record);
  const touch = () => {
    try {
      writer.touch();
    } catch (error) {
      post({ failed: messageOf(error) });
    }
  };
  setInterval(touch, TOUCH_MS).unref();
  return (message) => {
    write(writer, message);
    if ("end" in message) post({ done: true });
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
