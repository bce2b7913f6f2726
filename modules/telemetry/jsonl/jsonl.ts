import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  parseOptions,
  TELEMETRY,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BYPASSES_PER_MINUTE, METRICS_EVERY_MS, openExporter } from "../_worker/mod.ts";

/** Options of {@link jsonl}. */
export interface JsonlOptions {
  /** File to write; if it exists, `name-2.jsonl`, `name-3.jsonl` and so on. */
  readonly path: string;
  /** Service that the spans come from. @default OTEL_SERVICE_NAME, or `tolaria` */
  readonly serviceName?: string;
}

const JsonlSchema: z.ZodType<JsonlOptions> = z.strictObject({
  path: z.string().min(1),
  serviceName: z.string().min(1).optional(),
});

// A second is what a crash may cost.
const LIMITS = {
  capacity: 8192,
  batchSize: 256,
  delayMs: 1000,
  flushTimeoutMs: 3000,
  bypassesPerMinute: BYPASSES_PER_MINUTE,
};

/**
 * Writes each span that ends as a line of JSON to a new file.
 *
 * The file is valid up to its last line if the process dies. If it cannot be written, its spans are lost and counted,
 * and the run continues.
 *
 * @see docs/telemetry.md for the fields of a line.
 */
export function jsonl(options: JsonlOptions): ContainerModule {
  const { path, serviceName } = parseOptions("make jsonl", JsonlSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) =>
          openExporter(
            {
              name: "jsonl",
              module: new URL("_destination.ts", import.meta.url).href,
              options: { path },
              address: path,
              limits: LIMITS,
              serviceName,
              metricsEveryMs: METRICS_EVERY_MS,
            },
            breakers,
          ),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((telemetry) => telemetry.dispose());
  });
}
