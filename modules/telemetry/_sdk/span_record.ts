import { type Attributes, type ReadableSpan, SpanStatusCode } from "../../../deps_worker.ts";

/** Something that happened while a span was open. */
export interface SpanEvent {
  /** As in the table of names. */
  readonly name: string;
  /** When, as ISO 8601 with nanoseconds, UTC. */
  readonly time: string;
  /** Details. */
  readonly attributes: Attributes;
}

/** An ended span as plain data. */
export interface SpanRecord {
  /** 32 hexadecimal digits, the same for every span of a run. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** The span above; undefined for the topmost. */
  readonly parentSpanId?: string;
  /** As in the table of names: `tolaria.epoch`. */
  readonly name: string;
  /** As ISO 8601 with nanoseconds, UTC. */
  readonly startTime: string;
  /** As ISO 8601 with nanoseconds, UTC. */
  readonly endTime: string;
  /** In milliseconds. */
  readonly durationMs: number;
  /** `error` where what it stands for failed, with the reason. */
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message?: string };
  /** Details. */
  readonly attributes: Attributes;
  /** In order of time. */
  readonly events: readonly SpanEvent[];
  /** What the span comes from: service, process, runtime. */
  readonly resource: Attributes;
}

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
