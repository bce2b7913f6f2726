import type { Telemetry, TelemetryLosses } from "../../../core/mod.ts";
import { type Meter, metrics, type Tracer } from "../../../deps.ts";
import type { SpanBatcher } from "./span_batcher.ts";

/** What tells one telemetry of batches from another. */
export interface BatchedTelemetryParts {
  readonly name: string;
  readonly destination: string;
  readonly tracer: Tracer;
  readonly batcher: SpanBatcher;
  /** Gives back what the deliveries used. */
  readonly release?: () => Promise<void>;
}

/** Telemetry that delivers its spans in batches. */
export class BatchedTelemetry implements Telemetry {
  readonly name: string;
  readonly destination: string;
  readonly tracer: Tracer;
  readonly meter: Meter = metrics.getMeter("tolaria");
  readonly #batcher: SpanBatcher;
  readonly #release: (() => Promise<void>) | undefined;

  constructor(parts: BatchedTelemetryParts) {
    this.name = parts.name;
    this.destination = parts.destination;
    this.tracer = parts.tracer;
    this.#batcher = parts.batcher;
    this.#release = parts.release;
  }

  losses(): TelemetryLosses {
    return this.#batcher.losses.read();
  }

  flush(): Promise<void> {
    return this.#batcher.forceFlush();
  }

  async dispose(): Promise<void> {
    await this.#batcher.shutdown();
    await this.#release?.();
  }
}
