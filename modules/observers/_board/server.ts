import { realpathSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sep } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { type FoundRun, listRuns } from "../_runs/mod.ts";
import { faultOfHead, hasToken, readAction } from "./actions.ts";
import { assetAt } from "./assets.ts";
import type { BoardActions } from "./board_actions.ts";
import { isOwnHost, SAFE_HEADERS } from "./http_guard.ts";
import { streamRuns } from "./stream.ts";

/** What a board shows, and where. */
export interface BoardOptions {
  /** Directory of the runs. */
  readonly directory: string;
  /** Address to listen on. @default "127.0.0.1", which only this machine reaches */
  readonly host?: string;
  /** Port to listen on, 0 to 65,535; 0 for any that is free. */
  readonly port: number;
  /** Lets an operator act on a run. @default the board only shows */
  readonly actions?: BoardActions;
  /** Called with the reason of each refused request to act. @default nobody is */
  readonly onRefused?: (reason: string) => void;
}

/** A board that serves. */
export interface Board {
  /** Where a browser finds it. */
  readonly url: string;
  /** Closes it, with every stream. */
  close(): Promise<void>;
}

/** Streams at the same time, and runs in one of them. */
const MOST_STREAMS = 64;
const MOST_RUNS = 16;

interface Serving extends BoardOptions {
  readonly host: string;
  readonly streams: Set<() => void>;
}

/**
 * Starts to serve the page and the runs of a directory.
 *
 * @throws {TolariaError} `telemetry/failed` if the port cannot be listened to.
 */
export async function startBoard(options: BoardOptions): Promise<Board> {
  const { host = "127.0.0.1", port } = options;
  const serving: Serving = { ...options, host, streams: new Set() };
  const server = createServer((request, response) => {
    answer(request, response, serving).catch((error) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, { error: messageOf(error) });
    });
  });
  await listen(server, host, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`,
    close: async () => {
      for (const end of serving.streams) end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new TolariaError(
          "telemetry/failed",
          errorMessage(messageOf(error), `serve the board at ${host}:${port}`),
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://board");
  const posted = request.method === "POST" && pathname === "/api/actions";
  if (!isOwnHost(request.headers.host, serving.host)) {
    // A page elsewhere whose name leads here must not read it.
    if (posted) serving.onRefused?.("another host was asked for");
    return send(response, 403, { error: "another host was asked for: use the address" });
  }
  if (posted) return act(request, response, serving);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return send(response, 405, { error: "only GET is answered" });
  }
  const asset = assetAt(pathname);
  if (asset) {
    response.writeHead(200, { "Content-Type": asset.type });
    response.end(asset.bytes);
    return;
  }
  if (pathname === "/api/runs") return send(response, 200, listed(serving));
  if (pathname === "/api/actions") return send(response, 200, possible(request, serving));
  stream(request, response, pathname, serving, searchParams.get("after") ?? undefined);
}

function stream(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  { directory, streams }: Serving,
  after: string | undefined,
): void {
  const [, names = ""] = /^\/api\/runs\/([A-Za-z0-9_.,-]+)\/stream$/.exec(pathname) ?? [];
  const ids = new Set(names.split(",").slice(0, MOST_RUNS));
  const runs = ownRuns(directory).flatMap((run) =>
    "record" in run && ids.has(run.record.id) ? [{ id: run.record.id, folder: run.folder }] : [],
  );
  if (runs.length === 0) return send(response, 404, { error: `there is no ${pathname}` });
  if (streams.size >= MOST_STREAMS) {
    return send(response, 503, { error: `${MOST_STREAMS} pages are open` });
  }
  streamRuns(request, response, runs, streams, after);
}

/** Carries out what an operator asks for, or refuses it. */
async function act(
  request: IncomingMessage,
  response: ServerResponse,
  { actions, onRefused }: Serving,
): Promise<void> {
  const refuse = (status: number, error: string) => {
    onRefused?.(error);
    response.setHeader("Connection", "close");
    send(response, status, { error });
  };
  const fault = faultOfHead(request, actions);
  if (fault || !actions) return refuse(...(fault as readonly [number, string]));
  try {
    const action = await readAction(request);
    if (action.run !== actions.run()) return send(response, 409, { error: "that run is over" });
    const answered = await actions.act(action);
    if ("refused" in answered) return send(response, 409, { error: answered.refused });
    send(response, 202, answered);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(400, error.message);
  }
}

/** On which run this board acts, and whether whoever asks may. */
function possible(request: IncomingMessage, { actions }: Serving) {
  if (!actions) return { run: null, allowed: false };
  return { run: actions.run() ?? null, allowed: hasToken(request, actions.token) };
}

function listed({ directory }: Serving) {
  const runs = ownRuns(directory).map((run) => {
    if ("fault" in run) return { fault: run.fault };
    const { config: _, options: __, environment: ___, providers: ____, ...rest } = run.record;
    return rest;
  });
  return { directory, runs };
}

/** Runs whose folders lie in the directory; a link that leads elsewhere is left out. */
function ownRuns(directory: string): readonly FoundRun[] {
  const runs = listRuns(directory);
  if (runs.length === 0) return runs;
  const root = `${realpathSync(directory)}${sep}`;
  return runs.filter(({ folder }) => realpathSync(folder).startsWith(root));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
