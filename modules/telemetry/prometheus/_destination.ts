/**
 * What serves the metrics, in the exporter's worker.
 *
 * @module
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { loadPrometheus, type ResourceMetrics } from "../../../deps_optional.ts";
import { type Destination, NOTHING_REFUSED } from "../_worker/mod.ts";

/** Starts to listen; rejects where the port is taken. */
export async function open(options: { host: string; port: number }): Promise<Destination> {
  const { PrometheusSerializer } = await loadPrometheus();
  const serializer = new PrometheusSerializer();
  let latest: ResourceMetrics | undefined;
  const server = createServer((request, response) =>
    answer(request, response, () => (latest ? serializer.serialize(latest) : "")),
  );
  server.listen(options.port, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    shown: `http://${options.host}:${port}/metrics`,
    deliver: () => Promise.resolve(NOTHING_REFUSED),
    takeMetrics: (metrics) => {
      latest = metrics;
      return Promise.resolve("taken");
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answer({ url }: IncomingMessage, response: ServerResponse, text: () => string): void {
  if (url?.split("?")[0] === "/metrics") {
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.end(text());
  } else {
    response.writeHead(404).end("The metrics are at /metrics\n");
  }
}
