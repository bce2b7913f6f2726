import assert from "node:assert/strict";
import { type RequestOptions, request } from "node:http";
import type { Board } from "../../../modules/mod.ts";

/** An answer of a board. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Asks without a client's own checks, so that a host and a path can be what they like. */
export function ask(
  board: Board,
  path: string,
  { body, ...options }: RequestOptions & { readonly body?: string } = {},
): Promise<Answer> {
  const { port } = new URL(board.url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port, path, agent: false, ...options },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    asked.on("error", reject).end(body);
  });
}

/** An update of a run, of which all parts have come. */
export interface StreamEvent {
  readonly id: string;
  readonly run: string;
  readonly record?: { readonly id: string };
  readonly fault?: string;
  readonly lines: Readonly<Record<string, readonly unknown[]>>;
  readonly replaced: readonly string[];
  /** How many messages it came in. */
  readonly messages: number;
}

/** Updates of a stream as they come. */
export function listen(board: Board, id: string, lastEventId?: string) {
  const events: StreamEvent[] = [];
  const abort = new AbortController();
  const headers: Record<string, string> =
    lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
  const url = `${board.url}api/runs/${id}/stream`;
  const done = (async () => {
    const response = await fetch(url, { headers, signal: abort.signal });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    let parts: Message[] = [];
    for await (const message of messagesOf(response.body as ReadableStream<Uint8Array>)) {
      parts.push(message);
      if (message.more) continue;
      events.push(merged(parts));
      parts = [];
    }
  })().catch(() => {});
  const end = () => {
    abort.abort();
    return done;
  };
  return { events, end };
}

interface Message extends Omit<StreamEvent, "messages"> {
  readonly more?: boolean;
}

async function* messagesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  let text = "";
  const decoded = body.pipeThrough(new TextDecoderStream() as never);
  for await (const part of decoded as unknown as AsyncIterable<string>) {
    text += part;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const fields = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const data = fields.find((field) => field.startsWith("data: "));
      const id = fields.find((field) => field.startsWith("id: "))?.slice("id: ".length) ?? "";
      if (data) yield { id, ...JSON.parse(data.slice("data: ".length)) };
    }
  }
}

function merged(parts: readonly Message[]): StreamEvent {
  const lines: Record<string, unknown[]> = {};
  for (const part of parts) {
    for (const [file, some] of Object.entries(part.lines)) {
      lines[file] = [...(lines[file] ?? []), ...some];
    }
  }
  const last = parts.at(-1) as Message;
  return {
    ...last,
    lines,
    replaced: parts.flatMap(({ replaced }) => replaced),
    messages: parts.length,
  };
}
