import { randomBytes } from "node:crypto";
import { ATTRIBUTE, VERSION } from "../../../core/worker.ts";
import {
  loadTraceSdk,
  type ReadableSpan,
  type Resource,
  type SpanProcessor,
} from "../../../deps_optional.ts";
import { ProxyTracerProvider, type Tracer } from "../../../deps_worker.ts";

// Not the SDK's own, which draws from Math.random: training seeds that, and telemetry must not change a run.
const IDS = {
  generateTraceId: () => randomBytes(16).toString("hex"),
  generateSpanId: () => randomBytes(8).toString("hex"),
};

/**
 * Makes a tracer whose ended spans go to `onEnd`, and registers it nowhere: an SDK that the user set up
 * for the rest of the process is left alone.
 *
 * Sampling and the limits of a span follow the environment: OTEL_TRACES_SAMPLER, OTEL_SPAN_EVENT_COUNT_LIMIT; but what is
 * critical from its start is recorded whatever is sampled.
 *
 * @param onEnd Without it, nothing is recorded.
 */
export async function startTracer(
  onEnd: ((span: ReadableSpan) => void) | undefined,
  resource: Resource,
): Promise<Tracer> {
  if (!onEnd) return new ProxyTracerProvider().getDelegate().getTracer("tolaria");
  const { BasicTracerProvider, AlwaysOnSampler } = await loadTraceSdk();
  const processor: SpanProcessor = {
    onStart: () => {},
    onEnd,
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const shared = { resource, idGenerator: IDS, spanProcessors: [processor] };
  const sampled = new BasicTracerProvider(shared);
  const all = new BasicTracerProvider({ ...shared, sampler: new AlwaysOnSampler() });
  return preferring(all.getTracer("tolaria", VERSION), sampled.getTracer("tolaria", VERSION));
}

/** A tracer that has critical spans made by the one and all others by the other. */
function preferring(critical: Tracer, others: Tracer): Tracer {
  return {
    startSpan: (name, options, context) => {
      const isCritical = options?.attributes?.[ATTRIBUTE.priority] === "critical";
      return (isCritical ? critical : others).startSpan(name, options, context);
    },
    startActiveSpan: others.startActiveSpan.bind(others),
  };
}
