/**
 * What prints, in the exporter's worker.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Destination, NOTHING_REFUSED } from "../_worker/mod.ts";
import { toText } from "./to_text.ts";

const STDERR = 2;

/** How long to wait where a pipe is full, ms. */
const FULL_MS = 5;

/** Opens the file, or takes stderr. */
export async function open({ path }: { readonly path?: string }): Promise<Destination> {
  const file = path === undefined ? STDERR : openSync(path, "a");
  return {
    shown: path ?? "stderr",
    deliver: async (spans, { stop }) => {
      await writeAll(file, Buffer.from(spans.map(toText).join("")), stop);
      return NOTHING_REFUSED;
    },
    close: async () => {
      if (file !== STDERR) closeSync(file);
    },
  };
}

/** Not by the stream of the process: from a worker that goes by way of the training's thread. */
async function writeAll(file: number, bytes: Uint8Array, stop: AbortSignal): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    stop.throwIfAborted();
    try {
      done += writeSync(file, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      await pause(FULL_MS);
    }
  }
}
