import type { IncomingMessage, ServerResponse } from "node:http";
import { type Positions, RunTail, type RunUpdate } from "./run_tail.ts";

/** Between two looks at the files of a run, ms. */
const POLL_MS = 300;

/** Between two signs of life, ms: proxies close what is silent. */
const PING_MS = 15_000;

/** A reader that takes nothing for this long is dropped, ms. */
const STUCK_MS = 60_000;

/** How soon a browser that lost its connection tries again, ms. */
const RETRY_MS = 500;

/** Lines in one message, so that a browser is never busy with one for long. */
const MOST_LINES = 512;

/** A run to stream. */
export interface StreamedRun {
  readonly id: string;
  readonly folder: string;
}

/**
 * Sends runs as Server-Sent Events: all that is there, and then what is new. The id of an event says how far it went, so a
 * browser that lost its connection continues there: it names that id in `Last-Event-ID`, or in `after`. A reader that does not keep up gets less often, and nothing is held
 * for it but one update.
 *
 * @param after Id of the last event that a reader has, unless it sends `Last-Event-ID`.
 */
export function streamRuns(
  request: IncomingMessage,
  response: ServerResponse,
  runs: readonly StreamedRun[],
  streams: Set<() => void>,
  after: string | undefined,
): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", Connection: "keep-alive" });
  let positions = positionsOf(request.headers["last-event-id"] ?? after);
  const tails = runs.map(({ id, folder }) => ({ id, tail: new RunTail(folder, positions[id]) }));
  response.write(`retry: ${RETRY_MS}\n\n`);
  const waiting: string[] = [];
  let stuckMs = 0;
  const send = () => {
    while (waiting.length > 0 && !response.writableNeedDrain) {
      response.write(waiting.shift() as string);
      stuckMs = 0;
    }
  };
  const look = () => {
    for (const { id, tail } of waiting.length > 0 ? [] : tails) {
      const update = tail.read();
      if (!update) continue;
      positions = { ...positions, [id]: update.positions };
      waiting.push(...messagesOf(id, update, positions));
    }
    send();
    stuckMs = waiting.length > 0 ? stuckMs + POLL_MS : 0;
    if (stuckMs > STUCK_MS) response.destroy();
  };
  response.on("drain", send);
  look();
  const timers = [
    setInterval(look, POLL_MS),
    setInterval(() => {
      if (!response.writableNeedDrain) response.write(": here\n\n");
    }, PING_MS),
  ];
  const end = () => {
    for (const timer of timers) clearInterval(timer);
    streams.delete(end);
    response.end();
  };
  streams.add(end);
  response.on("close", end);
}

/** An update in parts: all but the last say that there is more, and only the last moves the browser's place. */
function* messagesOf(
  run: string,
  { positions: _, lines, replaced, ...rest }: RunUpdate,
  all: Readonly<Record<string, Positions>>,
): Generator<string> {
  for (const [file, values] of Object.entries(lines)) {
    for (let from = 0; from < values.length || from === 0; from += MOST_LINES) {
      const part = {
        run,
        more: true,
        lines: { [file]: values.slice(from, from + MOST_LINES) },
        replaced: from === 0 && (replaced as readonly string[]).includes(file) ? [file] : [],
      };
      yield `data: ${JSON.stringify(part)}\n\n`;
    }
  }
  const last = { run, ...rest, lines: {}, replaced: [] };
  yield `id: ${JSON.stringify(all)}\ndata: ${JSON.stringify(last)}\n\n`;
}

/** Where the browser stopped; the beginning if what it says is none of ours. */
function positionsOf(text: string | string[] | undefined): Readonly<Record<string, Positions>> {
  const value = typeof text === "string" ? parsed(text) : undefined;
  if (typeof value !== "object" || value === null) return {};
  const isPlace = (place: unknown) =>
    Array.isArray(place) &&
    place.length === 3 &&
    place.every((number) => Number.isSafeInteger(number) && number >= 0);
  return Object.fromEntries(
    Object.entries(value).map(([run, files]) => [
      run,
      Object.fromEntries(Object.entries(files ?? {}).filter(([, place]) => isPlace(place))),
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
