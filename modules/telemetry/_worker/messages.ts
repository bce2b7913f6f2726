import type { Spool, TelemetryLosses } from "../../../core/mod.ts";
import type { BatcherLimits } from "./batcher.ts";

/** What a worker is to do. */
export interface WorkerTask {
  /** Memory of the ring that spans and metrics come through. */
  readonly ring: SharedArrayBuffer;
  /** Address of the module whose `open` makes the destination. */
  readonly destination: string;
  /** What `open` is given. */
  readonly options: unknown;
  readonly limits: BatcherLimits;
  /** Attributes of what the spans come from. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly spool: ConstructorParameters<typeof Spool>[0];
  /** Name of the breaker that stands before the destination. */
  readonly breaker: string;
}

/** How an exporter stands. */
export interface ExporterState {
  readonly losses: TelemetryLosses;
  /** Spans that the destination took. */
  readonly delivered: number;
}

/** What goes to the worker beside what is in the ring. */
export type ToWorker =
  /** There is something in the ring. */
  | { readonly kind: "wake" }
  | { readonly kind: "flush" | "close"; readonly number: number }
  /** Whether the breaker is closed, after an outcome or a change. */
  | { readonly kind: "breaker"; readonly closed: boolean; readonly settles: boolean }
  /** The answer to `ask`. */
  | { readonly kind: "leave"; readonly given: boolean };

/** What comes back. */
export type FromWorker =
  /** Whether a delivery may be tried though the breaker was not closed. */
  | { readonly kind: "ask" }
  | {
      readonly kind: "outcome";
      /** Undefined where it went well. */
      readonly failure: string | undefined;
      /** Whether leave was asked for it. */
      readonly asked: boolean;
    }
  | { readonly kind: "state"; readonly state: ExporterState }
  /** A flush or close is done. */
  | { readonly kind: "done"; readonly number: number; readonly state: ExporterState };
