/**
 * The main file of the worker that writes the folder of a run.
 *
 * @module
 */
import type { ExampleSample } from "../../../core/mod.ts";
import { LoopPlace, machineClock, messageOf } from "../../../core/worker.ts";
import { shownExamples } from "../_examples/mod.ts";
import { serveRecorder, stepRows } from "../_recording/mod.ts";
import { type LineFile, type RunRecord, RunWriter } from "../_runs/mod.ts";
import { longState } from "./loop_state.ts";
import type { RecordingTask, ToRecorder } from "./messages.ts";

/** Between two signs of life, ms. */
const TOUCH_MS = 10_000;

/** Between two looks at where the training's thread is, ms. */
const LOOK_MS = 500;

serveRecorder<RecordingTask, ToRecorder>(({ folder, record, place }, post) => {
  const writer = new RunWriter(folder, record);
  const attempt = (work: () => void) => () => {
    try {
      work();
    } catch (error) {
      post({ failed: messageOf(error) });
    }
  };
  const timers = [
    setInterval(
      attempt(() => writer.touch()),
      TOUCH_MS,
    ).unref(),
  ];
  if (place) timers.push(setInterval(attempt(watch(writer, place)), LOOK_MS).unref());
  return (message) => {
    if ("end" in message) for (const timer of timers) clearInterval(timer);
    write(writer, message);
    if ("end" in message) post({ done: true });
  };
});

/** Returns what records a long step even while it lasts. */
function watch(
  writer: RunWriter,
  { memory, zeroWallMs }: Required<RecordingTask>["place"],
): () => void {
  const place = new LoopPlace(memory);
  let known: RunRecord["doing"] = null;
  return () => {
    const doing = longState(place.read(), zeroWallMs, machineClock.wallMs()) ?? null;
    if (doing?.since === known?.since) return;
    known = doing;
    writer.update({ doing });
  };
}

function write(writer: RunWriter, message: ToRecorder): void {
  if ("end" in message) writer.end(message.end, message.update);
  else if ("update" in message) writer.update(message.update);
  else if ("examples" in message) writeExamples(writer, message.examples);
  else if ("steps" in message) writer.steps(message.names, stepRows(message));
  else {
    for (const [file, lines] of Object.entries(message.lines)) {
      writer.append(file as LineFile, lines);
    }
  }
}

function writeExamples(writer: RunWriter, sample: ExampleSample): void {
  const shown = shownExamples(sample);
  if (shown) writer.examples(shown);
}
