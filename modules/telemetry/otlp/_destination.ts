/**
 * What sends spans and metrics to a collector, in the exporter's worker.
 *
 * @module
 */
import type { Destination } from "../_worker/mod.ts";
import type { Collector } from "./collector.ts";
import { loadSender } from "./sender.ts";

/** A collector as it crosses to a worker. */
export type CollectorData = Omit<Collector, "url"> & { readonly url: string };

/** Where spans and metrics go. */
export interface OtlpTask {
  readonly traces: CollectorData;
  readonly metrics: CollectorData;
}

/** Makes the sender. */
export async function open({ traces, metrics }: OtlpTask): Promise<Destination> {
  return await loadSender(revived(traces), revived(metrics));
}

function revived(data: CollectorData): Collector {
  return { ...data, url: new URL(data.url) };
}
