import { randomBytes } from "node:crypto";
import { VERSION } from "../../../core/mod.ts";
import { loadTraceSdk, type SpanProcessor, type Tracer } from "../../../deps.ts";
import { describeProcess } from "./resource.ts";

// Not the SDK's own, which draws from Math.random: training seeds that, and telemetry must not change a run.
const IDS = {
  generateTraceId: () => randomBytes(16).toString("hex"),
  generateSpanId: () => randomBytes(8).toString("hex"),
};

/**
 * Makes a tracer whose ended spans go to `processor`, and registers it nowhere: an SDK that the user set up
 * for the rest of the process is left alone.
 *
 * Sampling and the limits of a span follow the environment: OTEL_TRACES_SAMPLER, OTEL_SPAN_EVENT_COUNT_LIMIT.
 */
export async function startTracer(processor: SpanProcessor, serviceName?: string): Promise<Tracer> {
  const [{ BasicTracerProvider }, resource] = await Promise.all([
    loadTraceSdk(),
    describeProcess(serviceName),
  ]);
  const provider = new BasicTracerProvider({
    resource,
    idGenerator: IDS,
    spanProcessors: [processor],
  });
  return provider.getTracer("tolaria", VERSION);
}
