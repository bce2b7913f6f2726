/**
 * What the providers share whose exporter runs in a worker.
 *
 * @module
 */

export { type DeliveryContext, FinalRefusal, NOTHING_REFUSED, type Refused } from "./batcher.ts";
export type { Destination } from "./destination.ts";
export { type ExporterKind, openExporter } from "./open.ts";
export { BYPASSES_PER_MINUTE, METRICS_EVERY_MS, metricsInterval } from "./settings.ts";
