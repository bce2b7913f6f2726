import { TELEMETRY, type Telemetry } from "../../../core/mod.ts";
import { ContainerModule, metrics, type SpanProcessor } from "../../../deps.ts";
import { LossCounter, startTracer, toSpanRecord } from "../_sdk/mod.ts";
import { SpanRecorder } from "./span_recorder.ts";

/** Makes a run keep its spans in `recorder`, for tests and notebooks. */
export function memory(recorder: SpanRecorder = new SpanRecorder()): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(() => recordInto(recorder))
      .inSingletonScope();
  });
}

async function recordInto(recorder: SpanRecorder): Promise<Telemetry> {
  const losses = new LossCounter();
  const processor: SpanProcessor = {
    onStart: () => {},
    onEnd: (span) => losses.add(recorder.add(toSpanRecord(span)), "the recorder was full"),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  return {
    name: "memory",
    tracer: await startTracer(processor),
    meter: metrics.getMeter("tolaria"),
    destination: "memory",
    losses: () => losses.read(),
    flush: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}
