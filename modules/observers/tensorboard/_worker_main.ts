/**
 * The main file of the worker that writes event files of TensorBoard.
 *
 * @module
 */
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { StepMeans, serveRecorder } from "../_recording/mod.ts";
import { contentsOf } from "./contents.ts";
import { type EventContent, encodeEvent } from "./event_file.ts";
import type { TensorboardTask, ToTensorboard } from "./messages.ts";

serveRecorder<TensorboardTask, ToTensorboard>((task, post) => {
  mkdirSync(dirname(task.path), { recursive: true });
  const file = openSync(task.path, "a");
  const write = (atMs: number, step: number, content: EventContent) =>
    // All of it, or an error: a disk that gets full may take a part of what a single write is given.
    writeFileSync(file, encodeEvent((task.startedMs + atMs) / 1000, step, content));
  write(0, 0, { fileVersion: true });
  write(0, 0, { start: task.settings });
  write(0, 0, { text: ["settings", settingsTable(task.settings)] });
  const steps = new StepMeans(task.everySteps);
  return (message) => {
    if ("steps" in message) {
      for (const { at, step, values } of steps.add(message)) {
        write(at, step, { scalars: values.map(([name, value]) => [`step/${name}`, value]) });
      }
    } else if ("end" in message) {
      write(message.atMs, message.step, { text: ["report", message.report] });
      write(message.atMs, message.step, { end: message.end });
      closeSync(file);
      post({ done: true });
    } else for (const { step, content } of contentsOf(message)) write(message.atMs, step, content);
  };
});

/** A table of settings, as Markdown. */
function settingsTable(settings: TensorboardTask["settings"]): string {
  const lines = Object.entries(settings).map(([name, value]) => `| ${name} | ${value} |`);
  return ["| setting | value |", "| --- | --- |", ...lines].join("\n");
}
