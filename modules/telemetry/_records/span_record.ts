import type { Attributes } from "../../../deps.ts";

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
