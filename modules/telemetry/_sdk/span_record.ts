import type { ReadableSpan } from "../../../deps_optional.ts";
import { SpanStatusCode } from "../../../deps_worker.ts";
import type { SpanRecord } from "../_records/mod.ts";

const STATUS = {
  [SpanStatusCode.UNSET]: "unset",
  [SpanStatusCode.OK]: "ok",
  [SpanStatusCode.ERROR]: "error",
} as const;

/** Copies what the SDK knows of a span that has ended. */
export function toSpanRecord(span: ReadableSpan): SpanRecord {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    name: span.name,
    startTime: isoOf(span.startTime),
    endTime: isoOf(span.endTime),
    durationMs: span.duration[0] * 1e3 + span.duration[1] / 1e6,
    status: { code: STATUS[span.status.code], message: span.status.message },
    attributes: { ...span.attributes },
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      time: isoOf(time),
      attributes: { ...attributes },
    })),
    resource: span.resource.attributes,
  };
}

// A Date holds milliseconds; the SDK's times are [seconds, nanoseconds].
function isoOf([seconds, nanos]: readonly [number, number]): string {
  const upToSeconds = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${upToSeconds}.${String(Math.trunc(nanos)).padStart(9, "0")}Z`;
}
