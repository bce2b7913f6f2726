/// <reference lib="webworker" />
/**
 * What runs in the worker that writes checkpoints.
 *
 * @module
 */
import { messageOf } from "../../../core/errors/mod.ts";
import type { FromWriter, ToWriter } from "./messages.ts";
import { Writer } from "./writer.ts";

let writer: Writer | undefined;

self.onmessage = ({ data }: MessageEvent<ToWriter>) => {
  if ("open" in data) open(data.open);
  else if ("close" in data) close();
  else if ("write" in data) attempt(data.write.number, (to) => to.begin(data.write));
  else attempt(data.number, (to) => to.add(data.number, data.bytes));
};

function open(options: ConstructorParameters<typeof Writer>[0]): void {
  try {
    writer = new Writer(options, (repaired) => say({ repaired }));
    say({ opened: true });
  } catch (error) {
    say({ failed: messageOf(error) });
  }
}

function attempt(number: number, work: (writer: Writer) => ReturnType<Writer["add"]>): void {
  try {
    const written = work(writer as Writer);
    if (written) say({ number, written });
  } catch (error) {
    writer?.abort(number);
    say({ number, error: messageOf(error) });
  }
}

function close(): void {
  writer?.close();
  say({ closed: true });
}

function say(message: FromWriter): void {
  self.postMessage(message);
}
