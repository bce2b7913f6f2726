import type { Attributes } from "../../../deps.ts";
import type { ReadableSpan, ResourceMetrics } from "../../../deps_optional.ts";
import {
  type FieldsOf,
  HealthStatus,
  type MetricPoint,
  TelemetryLevel,
  type TelemetryPacket,
} from "../../../proto/mod.ts";
import { toMetricRecords } from "../_sdk/mod.ts";

/** A packet before it is encoded. */
export type PacketFields = FieldsOf<typeof TelemetryPacket>;

/** `SpanStatusCode.ERROR` of OpenTelemetry. */
const FAILED = 2;

/** Name of the gauge that has the run's health. */
const HEALTH = "tolaria.health.status";

/** Spans that have ended, each with its events, as a packet's content. */
export function packetOfSpans(spans: readonly ReadableSpan[]): PacketFields {
  const failed = spans.some(({ status }) => status.code === FAILED);
  const { TELEMETRY_LEVEL_ERROR, TELEMETRY_LEVEL_INFO } = TelemetryLevel;
  return {
    level: failed ? TELEMETRY_LEVEL_ERROR : TELEMETRY_LEVEL_INFO,
    spans: spans.map((span) => ({
      spanId: span.spanContext().spanId,
      parentSpanId: span.parentSpanContext?.spanId ?? "",
      name: span.name,
      startTime: timestampOf(span.startTime),
      endTime: timestampOf(span.endTime),
      attributes: { ...texts(span.attributes), trace_id: span.spanContext().traceId },
    })),
    events: spans.flatMap((span) =>
      span.events.map(({ name, attributes = {} }, index) => ({
        eventId: `${span.spanContext().spanId}/${index}`,
        description: name,
        level: TELEMETRY_LEVEL_INFO,
        attributes: texts(attributes),
      })),
    ),
  };
}

/** Metrics as they stand, and the health among them, as a packet's content. */
export function packetOfMetrics(measured: ResourceMetrics): PacketFields {
  const records = toMetricRecords(measured);
  const status = records.find(({ name }) => name === HEALTH)?.value;
  return {
    level: TelemetryLevel.TELEMETRY_LEVEL_INFO,
    metrics: records.map(
      ({ name, unit, value, attributes }): MetricPoint => ({
        name,
        unit,
        value,
        attributes: texts(attributes),
      }),
    ),
    ...(status !== undefined && {
      systemHealth: { status: status as HealthStatus, summary: HealthStatus[status] ?? "" },
    }),
  };
}

function timestampOf([seconds, nanos]: readonly [number, number]) {
  return { seconds, nanos };
}

/** Attributes as Leyline has them: texts alone. */
function texts(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      Array.isArray(value) ? JSON.stringify(value) : String(value),
    ]),
  );
}
