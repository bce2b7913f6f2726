import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  parseOptions,
  TELEMETRY,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BYPASSES_PER_MINUTE, METRICS_EVERY_MS, openExporter } from "../_worker/mod.ts";

/** Options of {@link consoleTelemetry}. */
export interface ConsoleTelemetryOptions {
  /** File to append to, as for `tail -f`. @default stderr */
  readonly path?: string;
}

const ConsoleSchema: z.ZodType<ConsoleTelemetryOptions> = z.strictObject({
  path: z.string().min(1).optional(),
});

/** Short waits: somebody looks on. */
const LIMITS = {
  capacity: 4096,
  batchSize: 64,
  delayMs: 100,
  flushTimeoutMs: 1000,
  bypassesPerMinute: BYPASSES_PER_MINUTE,
};

/** Prints each span that ends, with its events, as lines for people. */
export function consoleTelemetry(options: ConsoleTelemetryOptions = {}): ContainerModule {
  const { path } = parseOptions("make consoleTelemetry", ConsoleSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) =>
          openExporter(
            {
              name: "console",
              module: new URL("_destination.ts", import.meta.url).href,
              options: { path },
              address: path ?? "stderr",
              limits: LIMITS,
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
