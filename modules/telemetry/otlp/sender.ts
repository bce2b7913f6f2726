import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { messageOf, type TelemetryLosses, TolariaError } from "../../../core/mod.ts";
import { loadOtlpSerializers, type ReadableSpan } from "../../../deps.ts";
import { NOTHING_LOST, type SpanDelivery } from "../_sdk/mod.ts";
import type { Collector } from "./collector.ts";
import { type Answer, post } from "./post.ts";
import { retrying, type Try } from "./retrying.ts";

const compress = promisify(gzip);

/** Answers that ask for another try; every other failure is final. */
// https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What of a request's spans the collector did not take. */
type ReadAnswer = (body: Uint8Array) => TelemetryLosses;

/** Makes the delivery of spans to `collector`. */
export async function loadSender(collector: Collector): Promise<SpanDelivery> {
  const { ProtobufTraceSerializer: otlp } = await loadOtlpSerializers();
  const encode = async (batch: readonly ReadableSpan[]) => {
    const bytes = otlp.serializeRequest([...batch]) ?? new Uint8Array();
    return collector.gzip ? await compress(bytes) : bytes;
  };
  const rejected: ReadAnswer = (body) => {
    const { partialSuccess } = otlp.deserializeResponse(body);
    const spans = Number(partialSuccess?.rejectedSpans ?? 0);
    return { spans, reason: `${collector.shown} refused them: ${partialSuccess?.errorMessage}` };
  };
  return async (batch, context) => {
    const body = await encode(batch);
    return retrying((signal) => attempt(collector, body, rejected, signal), {
      ...context,
      timeoutMs: collector.timeoutMs,
    });
  };
}

async function attempt(
  collector: Collector,
  body: Uint8Array,
  rejected: ReadAnswer,
  signal: AbortSignal,
): Promise<Try<TelemetryLosses>> {
  try {
    const answer = await post(collector, body, signal);
    if (answer.status < 300) return { done: readAnswer(answer, rejected) };
    const error = failure(collector, `answered with status ${answer.status}`);
    return RETRYABLE.has(answer.status)
      ? { error, againInMs: answer.retryAfterMs }
      : { error, final: true };
  } catch (cause) {
    return { error: failure(collector, `cannot be reached: ${reasonOf(cause)}`, cause) };
  }
}

function readAnswer(answer: Answer, rejected: ReadAnswer): TelemetryLosses {
  try {
    return rejected(answer.body);
  } catch {
    // A proxy's page, or JSON: by its status it took the spans all the same.
    return NOTHING_LOST;
  }
}

function failure(collector: Collector, problem: string, cause?: unknown): TolariaError {
  return new TolariaError("telemetry/failed", `${collector.shown} ${problem}`, { cause });
}

// A name with several addresses fails with an AggregateError, whose message is empty.
function reasonOf(error: unknown): string {
  return messageOf(error) || String((error as NodeJS.ErrnoException).code ?? "no reason given");
}
