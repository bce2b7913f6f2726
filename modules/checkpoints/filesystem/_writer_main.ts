/**
 * The main file of the worker that writes checkpoints.
 *
 * @module
 */
import { messageOf } from "../../../core/errors/mod.ts";
import { serveWorker } from "../../../core/runtime/mod.ts";
import type { FromWriter, ToWriter } from "./messages.ts";
import type { CheckedCheckpointsOptions } from "./options.ts";
import { Writer } from "./writer.ts";

serveWorker<CheckedCheckpointsOptions, ToWriter, FromWriter>((options, post) => {
  const writer = new Writer(options, (repaired) => post({ repaired }));
  const attempt = (number: number, work: () => ReturnType<Writer["add"]>) => {
    try {
      const written = work();
      if (written) post({ number, written });
    } catch (error) {
      writer.abort(number);
      post({ number, error: messageOf(error) });
    }
  };
  return {
    ready: true,
    onMessage: (message) => {
      if ("write" in message) attempt(message.write.number, () => writer.begin(message.write));
      else if ("number" in message) {
        attempt(message.number, () => writer.add(message.number, message.bytes));
      } else {
        writer.close();
        post({ closed: true });
      }
    },
  };
});
