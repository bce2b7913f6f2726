import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  exporterBreaker,
  parseOptions,
  TELEMETRY,
  type Telemetry,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BatchedTelemetry, behindBreaker, SpanBatcher, startTracer } from "../_sdk/mod.ts";
import { type Collector, findCollector } from "./collector.ts";
import { loadSender } from "./sender.ts";

/** Options of {@link otlp}. What is left out is taken from the environment, then from the defaults. */
export interface OtlpOptions {
  /**
   * Address of the collector, to which `/v1/traces` is added unless it ends so.
   * @default OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT, or `http://localhost:4318`
   */
  readonly endpoint?: string;
  /** Sent with each request. @default OTEL_EXPORTER_OTLP_TRACES_HEADERS and OTEL_EXPORTER_OTLP_HEADERS */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Longest time for a batch, its retries included, in milliseconds, greater than 0.
   * @default OTEL_EXPORTER_OTLP_TRACES_TIMEOUT, OTEL_EXPORTER_OTLP_TIMEOUT, or 10,000
   */
  readonly timeoutMs?: number;
  /** Longest time for sending what is held when the run ends or the trainer is disposed, ms. @default 3000 */
  readonly flushTimeoutMs?: number;
  /** Service that the spans come from. @default OTEL_SERVICE_NAME, or `tolaria` */
  readonly serviceName?: string;
}

interface CheckedOptions extends OtlpOptions {
  readonly flushTimeoutMs: number;
}

const OtlpSchema: z.ZodType<CheckedOptions> = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/, error: "an http or https address" }).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  timeoutMs: z.number().positive().optional(),
  flushTimeoutMs: z.number().positive().default(3000),
  serviceName: z.string().min(1).optional(),
});

// A batch is encoded in one turn of the event loop, in about a millisecond; the rest is the SDK's own default.
const LIMITS = { capacity: 2048, batchSize: 128, delayMs: 1000 };

/**
 * Makes a run send its spans to an OpenTelemetry collector, Jaeger for one, as OTLP over HTTP/protobuf.
 *
 * A collector that is down, slow or refuses costs the run nothing but spans, and those are counted.
 *
 * @throws {TolariaError} `options/invalid` for a bad option or environment variable.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function otlp(options: OtlpOptions = {}): ContainerModule {
  const checked = parseOptions("make otlp", OtlpSchema, options);
  const collector = findCollector(checked, process.env);
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) => openOtlp(collector, checked, breakers),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((telemetry) => telemetry.dispose());
  });
}

async function openOtlp(
  collector: Collector,
  { flushTimeoutMs, serviceName }: CheckedOptions,
  breakers: CircuitBreakers,
): Promise<Telemetry> {
  const sender = behindBreaker(breakers.of(exporterBreaker("otlp")), await loadSender(collector));
  const batcher = new SpanBatcher(sender, { ...LIMITS, flushTimeoutMs });
  const tracer = await startTracer(batcher, serviceName);
  return new BatchedTelemetry({ name: "otlp", destination: collector.shown, tracer, batcher });
}
