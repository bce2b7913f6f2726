import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  milliseconds,
  parseOptions,
  show,
  TELEMETRY,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BYPASSES_PER_MINUTE, openExporter } from "../_worker/mod.ts";

/** Options of {@link prometheus}. */
export interface PrometheusOptions {
  /** Address to listen on. @default OTEL_EXPORTER_PROMETHEUS_HOST, or `localhost` */
  readonly host?: string;
  /** Port to listen on, from 0 to 65,535; 0 for any free port. @default OTEL_EXPORTER_PROMETHEUS_PORT, or 9464 */
  readonly port?: number;
  /** How often the served values are updated, ms, greater than 0. @default 1000 */
  readonly everyMs?: number;
  /** Service that the metrics come from. @default OTEL_SERVICE_NAME, or `tolaria` */
  readonly serviceName?: string;
}

interface CheckedOptions extends PrometheusOptions {
  readonly everyMs: number;
}

const PrometheusSchema: z.ZodType<CheckedOptions> = z.strictObject({
  host: z.string().min(1).optional(),
  port: z.int().min(0).max(65_535).optional(),
  everyMs: milliseconds().default(1000),
  serviceName: z.string().min(1).optional(),
});

const LIMITS = {
  capacity: 1,
  batchSize: 1,
  delayMs: 1000,
  flushTimeoutMs: 1000,
  bypassesPerMinute: BYPASSES_PER_MINUTE,
};

/**
 * Serves metrics at `/metrics` for Prometheus; records no spans.
 *
 * A worker serves them, also while a step is in progress.
 *
 * @throws {TolariaError} `options/invalid` for a bad option or environment variable; `telemetry/failed`, when the run
 * starts, where the port is taken.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function prometheus(options: PrometheusOptions = {}): ContainerModule {
  const checked = parseOptions("make prometheus", PrometheusSchema, options);
  const host = checked.host ?? (process.env.OTEL_EXPORTER_PROMETHEUS_HOST?.trim() || "localhost");
  const port = checked.port ?? portFrom(process.env.OTEL_EXPORTER_PROMETHEUS_PORT?.trim());
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) =>
          openExporter(
            {
              name: "prometheus",
              module: new URL("_destination.ts", import.meta.url).href,
              options: { host, port },
              address: `${host}:${port}`,
              limits: LIMITS,
              serviceName: checked.serviceName,
              metricsEveryMs: checked.everyMs,
              spans: false,
            },
            breakers,
          ),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((telemetry) => telemetry.dispose());
  });
}

function portFrom(variable: string | undefined): number {
  if (!variable) return 9464;
  const port = Number(variable);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TolariaError(
    "options/invalid",
    `"OTEL_EXPORTER_PROMETHEUS_PORT" must be a port, but is ${show(variable)}. Cannot make prometheus.`,
  );
}
