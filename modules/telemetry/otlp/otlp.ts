import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  milliseconds,
  parseOptions,
  TELEMETRY,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import {
  BYPASSES_PER_MINUTE,
  type ExporterKind,
  metricsInterval,
  openExporter,
} from "../_worker/mod.ts";
import type { CollectorData, OtlpTask } from "./_destination.ts";
import { type Collector, findCollector, isSdkDisabled } from "./collector.ts";

/** Options of {@link otlp}. What is left out is taken from the environment, then from the defaults. */
export interface OtlpOptions {
  /**
   * Address of the collector; `/v1/traces` is appended unless it ends with it.
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
  /** Longest time to send waiting items when the run ends or the trainer is disposed, ms. @default 3000 */
  readonly flushTimeoutMs?: number;
  /** Service that the spans come from. @default OTEL_SERVICE_NAME, or `tolaria` */
  readonly serviceName?: string;
  /** How often metrics are sent, ms, greater than 0. @default OTEL_METRIC_EXPORT_INTERVAL, or 60,000 */
  readonly metricsEveryMs?: number;
  /**
   * How many critical spans may pass all others per minute, at least 0; further ones wait their turn, and none is
   * dropped. @default 60
   */
  readonly bypassesPerMinute?: number;
  /**
   * Folder for critical spans that the collector does not accept; they stay there until it does, also after the
   * process has ended. @default `$XDG_STATE_HOME/tolaria/spill`, or `~/.local/state/tolaria/spill`
   */
  readonly spillFolder?: string;
}

interface CheckedOptions extends OtlpOptions {
  readonly flushTimeoutMs: number;
  readonly bypassesPerMinute: number;
}

const OtlpSchema: z.ZodType<CheckedOptions> = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/, error: "an http or https address" }).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  timeoutMs: milliseconds().optional(),
  flushTimeoutMs: milliseconds().default(3000),
  serviceName: z.string().min(1).optional(),
  metricsEveryMs: milliseconds().optional(),
  bypassesPerMinute: z.int().min(0).default(BYPASSES_PER_MINUTE),
  spillFolder: z.string().min(1).optional(),
});

// The SDK's own, but for smaller batches: what is critical does not wait long for one that is on its way.
const LIMITS = { capacity: 2048, batchSize: 128, delayMs: 1000 };

/**
 * Sends spans and metrics to an OpenTelemetry collector, such as Jaeger, as OTLP over HTTP/protobuf.
 *
 * A worker sends them. A collector that is down, slow or refuses costs the run nothing but spans, which are counted;
 * critical spans wait for it on disk. With `OTEL_SDK_DISABLED=true` nothing is recorded or sent.
 *
 * @throws {TolariaError} `options/invalid` for a bad option or environment variable.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function otlp(options: OtlpOptions = {}): ContainerModule {
  const checked = parseOptions("make otlp", OtlpSchema, withoutHeaders(options));
  const kind = exporterKind(checked);
  // Without a provider, the role's fallback records nothing.
  if (isSdkDisabled(process.env)) return new ContainerModule(() => {});
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) => openExporter(kind, breakers),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((telemetry) => telemetry.dispose());
  });
}

/** Headers carry keys: an error must not show what stands in their place. */
function withoutHeaders(options: OtlpOptions): OtlpOptions {
  const { headers } = Object(options) as OtlpOptions;
  const isTable =
    headers === undefined || Object.getPrototypeOf(Object(headers)) === Object.prototype;
  return isTable ? options : { ...options, headers: "***" as never };
}

function exporterKind(options: CheckedOptions): ExporterKind {
  const traces = findCollector(options, process.env);
  const task: OtlpTask = {
    traces: dataOf(traces),
    metrics: dataOf(findCollector(options, process.env, "metrics")),
  };
  const { flushTimeoutMs, bypassesPerMinute, serviceName, spillFolder } = options;
  return {
    name: "otlp",
    module: new URL("_destination.ts", import.meta.url).href,
    options: task,
    address: traces.url.href,
    limits: { ...LIMITS, flushTimeoutMs, bypassesPerMinute },
    serviceName,
    metricsEveryMs: options.metricsEveryMs ?? metricsInterval("otlp", process.env),
    spillFolder,
  };
}

function dataOf(collector: Collector): CollectorData {
  return { ...collector, url: collector.url.href };
}
