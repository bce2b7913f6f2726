/**
 * What the providers that record spans share.
 *
 * @module
 */

export { LossCounter } from "./loss_counter.ts";
export { startMeter } from "./meter.ts";
export { toMetricRecords } from "./metric_record.ts";
export { describeProcess } from "./resource.ts";
export { toSpanRecord } from "./span_record.ts";
export { startTracer } from "./tracer.ts";
