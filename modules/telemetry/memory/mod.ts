/**
 * Telemetry: spans kept in memory.
 *
 * @module
 */
export { memory } from "./memory.ts";
export {
  type MetricRecord,
  type SpanEvent,
  type SpanRecord,
  SpanRecorder,
} from "./span_recorder.ts";
