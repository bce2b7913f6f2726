import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { machineClock } from "../../../core/worker.ts";
import type { Collector } from "./collector.ts";

/** What a collector answered. */
export interface Answer {
  readonly status: number;
  /** When to come back, in milliseconds from now, where it says. */
  readonly retryAfterMs?: number;
  readonly body: Uint8Array;
}

/** Far more than any answer of the protocol; a server that sends more is not a collector. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Posts `body` to the collector; rejects where no answer comes, and when `signal` fires. */
export function post(collector: Collector, body: Uint8Array, signal: AbortSignal): Promise<Answer> {
  const { url, headers, gzip, tls } = collector;
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = send(url, {
    ...pemOf(tls),
    method: "POST",
    // A connection for each batch: one every second at most, and none is left open.
    agent: false,
    signal,
    headers: {
      ...headers,
      "content-type": "application/x-protobuf",
      "content-length": body.length,
      ...(gzip && { "content-encoding": "gzip" }),
    },
  });
  // The reason of the signal says more than the 'aborted' that the request makes of it.
  request.on("error", (error) => reject(signal.aborted ? signal.reason : error));
  request.on("response", (response) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    response.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
      else request.destroy(new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`));
    });
    response.on("error", reject);
    response.on("end", () =>
      resolve({
        status: response.statusCode ?? 0,
        retryAfterMs: retryAfterMs(response.headers["retry-after"]),
        body: Buffer.concat(chunks),
      }),
    );
  });
  request.end(body);
  return promise;
}

// Seconds, or a date (RFC 9110, section 10.2.3).
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - machineClock.wallMs() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

// What came from another thread is bytes, and no buffer any more.
function pemOf(tls: Collector["tls"]): Record<string, Buffer> {
  const given = Object.entries(tls).filter(([, pem]) => pem !== undefined);
  return Object.fromEntries(given.map(([name, pem]) => [name, Buffer.from(pem)]));
}
