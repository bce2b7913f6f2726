import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  milliseconds,
  parseOptions,
  TELEMETRY,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BYPASSES_PER_MINUTE, openExporter } from "../_worker/mod.ts";

/** Options of {@link leylinePackets}. */
export interface LeylinePacketsOptions {
  /** File to write; packets are appended if it exists. */
  readonly path: string;
  /** How often metrics are written, ms, greater than 0. @default 1000 */
  readonly metricsEveryMs?: number;
}

const LeylineSchema: z.ZodType<Required<LeylinePacketsOptions>> = z.strictObject({
  path: z.string().min(1),
  metricsEveryMs: milliseconds().default(1000),
});

/** Few spans in a packet: a packet has at most 64 KiB, and a run's span many events. */
const LIMITS = {
  capacity: 8192,
  batchSize: 16,
  delayMs: 1000,
  flushTimeoutMs: 3000,
  bypassesPerMinute: BYPASSES_PER_MINUTE,
};

/**
 * Writes spans, events, metrics and health to a file of delimited Leyline `TelemetryPacket`s, for other subsystems.
 */
export function leylinePackets(options: LeylinePacketsOptions): ContainerModule {
  const { path, metricsEveryMs } = parseOptions("make leylinePackets", LeylineSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) =>
          openExporter(
            {
              name: "leyline",
              module: new URL("_destination.ts", import.meta.url).href,
              options: { path },
              address: path,
              limits: LIMITS,
              metricsEveryMs,
            },
            breakers,
          ),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((telemetry) => telemetry.dispose());
  });
}
