import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  exporterBreaker,
  parseOptions,
  TELEMETRY,
  type Telemetry,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import {
  BatchedTelemetry,
  behindBreaker,
  NOTHING_LOST,
  SpanBatcher,
  startTracer,
} from "../_sdk/mod.ts";
import { LineFile } from "./line_file.ts";
import { toLine } from "./to_line.ts";

/** Options of {@link jsonl}. */
export interface JsonlOptions {
  /** File to write; where it is there already, `name-2.jsonl`, `name-3.jsonl` and so on. */
  readonly path: string;
  /** Service that the spans come from. @default OTEL_SERVICE_NAME, or `tolaria` */
  readonly serviceName?: string;
}

const JsonlSchema: z.ZodType<JsonlOptions> = z.strictObject({
  path: z.string().min(1),
  serviceName: z.string().min(1).optional(),
});

// A second is what a crash may cost; a batch is formatted in one turn of the event loop, in about 2 ms.
const LIMITS = { capacity: 8192, batchSize: 256, delayMs: 1000, flushTimeoutMs: 3000 };

/**
 * Makes a run write each span that ends as a line of JSON to a new file.
 *
 * The file is whole up to its last line whenever the process dies. A file that cannot be written costs its
 * spans, which are counted, and not the run.
 *
 * @see docs/telemetry.md for the fields of a line.
 */
export function jsonl(options: JsonlOptions): ContainerModule {
  const checked = parseOptions("make jsonl", JsonlSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(
        (breakers: CircuitBreakers) => openJsonl(checked, breakers),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((telemetry) => telemetry.dispose());
  });
}

async function openJsonl(
  { path, serviceName }: JsonlOptions,
  breakers: CircuitBreakers,
): Promise<Telemetry> {
  const file = await LineFile.create(path);
  const deliver = behindBreaker(breakers.of(exporterBreaker("jsonl")), async (batch) => {
    await file.append(batch.map(toLine).join(""));
    return NOTHING_LOST;
  });
  const batcher = new SpanBatcher(deliver, LIMITS);
  const tracer = await startTracer(batcher, serviceName);
  const release = () => file.close();
  return new BatchedTelemetry({ name: "jsonl", destination: file.path, tracer, batcher, release });
}
