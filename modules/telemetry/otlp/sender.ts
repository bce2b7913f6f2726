import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { messageOf, safeText, TolariaError } from "../../../core/mod.ts";
import { loadOtlpSerializers } from "../../../deps_optional.ts";
import {
  type DeliveryContext,
  type Destination,
  FinalRefusal,
  NOTHING_REFUSED,
  type Refused,
} from "../_worker/mod.ts";
import type { Collector } from "./collector.ts";
import { type Answer, post } from "./post.ts";
import { retrying, type Try } from "./retrying.ts";

const compress = promisify(gzip);

/** Answers that ask for another try; every other failure is final. */
// https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Answers that say that the body itself is bad: it must not be sent again. */
const MALFORMED: ReadonlySet<number> = new Set([400, 413]);

/** Answers of a server that has no service for metrics, as Jaeger has none. */
const UNWANTED: ReadonlySet<number> = new Set([404, 405, 501]);

/** What of a request's spans the collector did not take. */
type ReadAnswer = (body: Uint8Array) => Refused;

/** Makes the delivery of spans to one address, and of metrics to another. */
export async function loadSender(traces: Collector, metrics: Collector): Promise<Destination> {
  const { ProtobufTraceSerializer: otlp, ProtobufMetricsSerializer } = await loadOtlpSerializers();
  const rejected: ReadAnswer = (body) => {
    const { partialSuccess } = otlp.deserializeResponse(body);
    const spans = Number(partialSuccess?.rejectedSpans ?? 0);
    return {
      spans,
      reason: `${traces.shown} refused them: ${safeText(partialSuccess?.errorMessage ?? "")}`,
    };
  };
  return {
    shown: traces.shown,
    deliver: async (spans, context) => {
      const answer = await send(traces, otlp.serializeRequest([...spans]), context);
      return readAnswer(answer, rejected);
    },
    takeMetrics: async (measured, context) => {
      const answer = await send(
        metrics,
        ProtobufMetricsSerializer.serializeRequest(measured),
        context,
        UNWANTED,
      );
      return UNWANTED.has(answer.status) ? "unwanted" : "taken";
    },
    close: () => Promise.resolve(),
  };
}

/** Sends a body, compressed where it is to be; returns the answer that took it, or is among `welcome`. */
async function send(
  collector: Collector,
  bytes: Uint8Array = new Uint8Array(),
  context: DeliveryContext,
  welcome: ReadonlySet<number> = new Set(),
): Promise<Answer> {
  const body = collector.gzip ? await compress(bytes) : bytes;
  return retrying((signal) => attempt(collector, body, signal, welcome), {
    ...context,
    timeoutMs: collector.timeoutMs,
  });
}

async function attempt(
  collector: Collector,
  body: Uint8Array,
  signal: AbortSignal,
  welcome: ReadonlySet<number>,
): Promise<Try<Answer>> {
  try {
    const answer = await post(collector, body, signal);
    if (answer.status < 300 || welcome.has(answer.status)) return { done: answer };
    const problem = `answered with status ${answer.status}`;
    if (MALFORMED.has(answer.status)) {
      return { error: new FinalRefusal(`${collector.shown} ${problem}`), final: true };
    }
    const error = failure(collector, problem);
    return RETRYABLE.has(answer.status)
      ? { error, againInMs: answer.retryAfterMs }
      : { error, final: true };
  } catch (cause) {
    return { error: failure(collector, `cannot be reached: ${reasonOf(cause)}`, cause) };
  }
}

function readAnswer(answer: Answer, rejected: ReadAnswer): Refused {
  try {
    return rejected(answer.body);
  } catch {
    // A proxy's page, or JSON: by its status it took the spans all the same.
    return NOTHING_REFUSED;
  }
}

function failure(collector: Collector, problem: string, cause?: unknown): TolariaError {
  return new TolariaError("telemetry/failed", `${collector.shown} ${problem}`, { cause });
}

// A name with several addresses fails with an AggregateError, whose message is empty.
function reasonOf(error: unknown): string {
  return messageOf(error) || String((error as NodeJS.ErrnoException).code ?? "no reason given");
}
