/**
 * What the providers that record spans share.
 *
 * @module
 */

export { BatchedTelemetry } from "./batched_telemetry.ts";
export { LossCounter } from "./loss_counter.ts";
export {
  type DeliveryContext,
  NOTHING_LOST,
  SpanBatcher,
  type SpanDelivery,
} from "./span_batcher.ts";
export { type SpanEvent, type SpanRecord, toSpanRecord } from "./span_record.ts";
export { startTracer } from "./tracer.ts";
