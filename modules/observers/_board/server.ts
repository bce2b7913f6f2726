import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { resolveUplot } from "../../../deps_worker.ts";
import { listRuns } from "../_runs/mod.ts";
import { streamRun } from "./stream.ts";

/** What a board shows, and where. */
export interface BoardOptions {
  /** Directory of the runs. */
  readonly directory: string;
  /** Address to listen on. @default "127.0.0.1", which only this machine reaches */
  readonly host?: string;
  /** Port to listen on, 0 to 65,535; 0 for any that is free. */
  readonly port: number;
}

/** A board that serves. */
export interface Board {
  /** Where a browser finds it. */
  readonly url: string;
  /** Closes it, with every stream. */
  close(): Promise<void>;
}

/** Files of the page by their path. */
const ASSETS: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["page/index.html", "text/html; charset=utf-8"],
  "/board.css": ["page/board.css", "text/css; charset=utf-8"],
  "/main.js": ["page/main.js", "text/javascript; charset=utf-8"],
  "/run_view.js": ["page/run_view.js", "text/javascript; charset=utf-8"],
  "/runs_view.js": ["page/runs_view.js", "text/javascript; charset=utf-8"],
  "/compare_view.js": ["page/compare_view.js", "text/javascript; charset=utf-8"],
  "/charts.js": ["page/charts.js", "text/javascript; charset=utf-8"],
  "/elements.js": ["page/elements.js", "text/javascript; charset=utf-8"],
  "/follow.js": ["page/follow.js", "text/javascript; charset=utf-8"],
};

/** Files of the package that draws the charts. */
const PACKAGE_ASSETS: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/uplot.js": ["uPlot.esm.js", "text/javascript; charset=utf-8"],
  "/uplot.css": ["uPlot.min.css", "text/css; charset=utf-8"],
};

/** Nothing comes from elsewhere, and no text of a run becomes a script. */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/**
 * Starts to serve the page and the runs of a directory.
 *
 * @throws {TolariaError} `telemetry/failed` if the port cannot be listened to.
 */
export async function startBoard({
  directory,
  host = "127.0.0.1",
  port,
}: BoardOptions): Promise<Board> {
  const streams = new Set<() => void>();
  const server = createServer((request, response) => {
    try {
      answer(request, response, { directory, host, streams });
    } catch (error) {
      send(response, 500, { error: messageOf(error) });
    }
  });
  await listen(server, host, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`,
    close: async () => {
      for (const end of streams) end();
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

interface Serving {
  readonly directory: string;
  readonly host: string;
  readonly streams: Set<() => void>;
}

function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!isOwnHost(request.headers.host, serving.host)) {
    // A page elsewhere whose name leads here must not read it.
    return send(response, 403, { error: "another host was asked for" });
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return send(response, 405, { error: "only GET is answered" });
  }
  const { pathname } = new URL(request.url ?? "/", "http://board");
  if (pathname in ASSETS || pathname in PACKAGE_ASSETS) return sendAsset(response, pathname);
  if (pathname === "/api/runs") {
    return send(response, 200, {
      directory: serving.directory,
      runs: listRuns(serving.directory).map((run) =>
        "record" in run ? run.record : { fault: run.fault },
      ),
    });
  }
  const [, id] = /^\/api\/runs\/([A-Za-z0-9_.-]+)\/stream$/.exec(pathname) ?? [];
  const found = listRuns(serving.directory).find((run) => "record" in run && run.record.id === id);
  if (!id || !found) return send(response, 404, { error: `there is no ${pathname}` });
  streamRun(request, response, found.folder, serving.streams);
}

/** Whether the browser asked for this machine, or for the address that the board was given. */
function isOwnHost(asked: string | undefined, host: string): boolean {
  const name = (asked ?? "").replace(/:\d+$/, "");
  if (["127.0.0.1", "localhost", "[::1]", host, `[${host}]`].includes(name)) return true;
  // Whoever opens it to every address takes every name.
  return host === "0.0.0.0" || host === "::";
}

function sendAsset(response: ServerResponse, path: string): void {
  const [own, drawn] = [ASSETS[path], PACKAGE_ASSETS[path]];
  const place = own ? new URL(own[0], import.meta.url) : resolveUplot(drawn?.[0] ?? "");
  response.writeHead(200, { "Content-Type": (own ?? drawn)?.[1] });
  response.end(readFileSync(place));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
