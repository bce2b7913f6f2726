import type { IncomingMessage, ServerResponse } from "node:http";
import { type Positions, RunTail } from "./run_tail.ts";

/** Between two looks at the files of a run, ms. */
const POLL_MS = 300;

/** Between two signs of life, ms: whatever lies between the browser and here closes what is silent. */
const PING_MS = 15_000;

/**
 * Sends a run as Server-Sent Events: all that is there, and then what is new. The id of an event says how far it went, so a
 * browser that lost its connection goes on there.
 */
export function streamRun(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  streams: Set<() => void>,
): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", Connection: "keep-alive" });
  const tail = new RunTail(folder, positionsOf(request.headers["last-event-id"]));
  const push = () => {
    // Whoever does not keep up gets it later.
    if (response.writableNeedDrain) return;
    const update = tail.read();
    if (!update) return;
    const { positions, ...data } = update;
    response.write(`id: ${JSON.stringify(positions)}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  push();
  const timers = [
    setInterval(push, POLL_MS),
    setInterval(() => response.write(": here\n\n"), PING_MS),
  ];
  const end = () => {
    for (const timer of timers) clearInterval(timer);
    streams.delete(end);
    response.end();
  };
  streams.add(end);
  request.on("close", end);
}

/** Where the browser stopped; the beginning if what it says is none of ours. */
function positionsOf(text: string | string[] | undefined): Positions {
  if (typeof text !== "string") return {};
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const entries = Object.entries(value).filter(
      ([, place]) =>
        Array.isArray(place) && place.length === 2 && place.every((number) => number >= 0),
    );
    return Object.fromEntries(entries) as Positions;
  } catch {
    return {};
  }
}
