/**
 * Spans and metrics as plain data.
 *
 * @module
 */
export type { MetricRecord } from "./metric_record.ts";
export type { SpanEvent, SpanRecord } from "./span_record.ts";
