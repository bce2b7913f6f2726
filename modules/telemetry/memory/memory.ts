import { type Priority, spanPriority, TELEMETRY, type Telemetry } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { SpanRecord } from "../_records/mod.ts";
import {
  describeProcess,
  LossCounter,
  startMeter,
  startTracer,
  toMetricRecords,
  toSpanRecord,
} from "../_sdk/mod.ts";
import { SpanRecorder } from "./span_recorder.ts";

/** Keeps spans and metrics in `recorder`, for tests and notebooks. */
export function memory(recorder: SpanRecorder = new SpanRecorder()): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(() => recordInto(recorder))
      .inSingletonScope();
  });
}

async function recordInto(recorder: SpanRecorder): Promise<Telemetry> {
  const losses = new LossCounter();
  const resource = await describeProcess(undefined);
  const { meter, collect } = await startMeter(resource);
  const flush = async () => {
    const metrics = await collect();
    if (metrics) recorder.keepMetrics(toMetricRecords(metrics));
  };
  return {
    name: "memory",
    tracer: await startTracer((span) => {
      const dropped = recorder.add(toSpanRecord(span));
      if (dropped) losses.add(priorityOf(dropped), "the recorder was full");
    }, resource),
    meter,
    destination: "memory",
    losses: () => losses.read(),
    flush,
    dispose: () => Promise.resolve(),
  };
}

function priorityOf({ name, attributes, status }: SpanRecord): Priority {
  return spanPriority(name, attributes, status.code === "error");
}
