import { METRIC_DESCRIPTIONS, VERSION } from "../../../core/worker.ts";
import { loadMetricsSdk, type Resource, type ResourceMetrics } from "../../../deps_optional.ts";
import type { Meter } from "../../../deps_worker.ts";

/** A meter, and the way to what it has measured. */
export interface StartedMeter {
  readonly meter: Meter;
  /** What was measured since the start; undefined where nothing was. */
  readonly collect: () => Promise<ResourceMetrics | undefined>;
}

/** Makes a meter that is registered nowhere: an SDK that the user set up for the rest of the process is left alone. */
export async function startMeter(resource: Resource): Promise<StartedMeter> {
  const { MeterProvider, MetricReader } = await loadMetricsSdk();
  class Collector extends MetricReader {
    protected override onShutdown = () => Promise.resolve();
    protected override onForceFlush = () => Promise.resolve();
  }
  const reader = new Collector();
  const views = Object.entries(METRIC_DESCRIPTIONS).map(([instrumentName, description]) => ({
    instrumentName,
    description,
  }));
  const provider = new MeterProvider({ resource, readers: [reader], views });
  return {
    meter: provider.getMeter("tolaria", VERSION),
    collect: async () => {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics.length > 0 ? resourceMetrics : undefined;
    },
  };
}
