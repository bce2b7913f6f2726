import type { ReadableSpan } from "../../../deps_optional.ts";
import { toSpanRecord } from "../_sdk/mod.ts";

/** Writes a span as one line of JSON, its end of line included. */
export function toLine(span: ReadableSpan): string {
  const record = toSpanRecord(span);
  const line = {
    trace_id: record.traceId,
    span_id: record.spanId,
    parent_span_id: record.parentSpanId ?? null,
    name: record.name,
    start_time: record.startTime,
    end_time: record.endTime,
    duration_ms: record.durationMs,
    status: record.status,
    attributes: record.attributes,
    events: record.events,
    resource: record.resource,
  };
  return `${JSON.stringify(line, spellNonFinite)}\n`;
}

// JSON has no NaN and would write null: protobuf's own JSON spells it out, and so do we.
function spellNonFinite(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
