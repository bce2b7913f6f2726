import type { Tracer } from "../../deps.ts";

/** What telemetry did not get out. */
export interface TelemetryLosses {
  /** Spans that ended and reached no destination. */
  readonly spans: number;
  /** Last reason, for people. */
  readonly reason?: string;
}

/**
 * Takes the spans of a run to where people look at them.
 *
 * A provider must: (1) never throw into the caller nor make it wait, whatever the destination does;
 * (2) count what it loses; (3) on `flush()` and `dispose()` try to send what it holds, for a bounded time;
 * (4) leave no timer, socket or file open after `dispose()`.
 */
export interface Telemetry {
  /** Name in reports. */
  readonly name: string;
  /** Makes the spans of the run. */
  readonly tracer: Tracer;
  /** Where the spans go, for people: an address, a file; undefined where nowhere. */
  readonly destination: string | undefined;
  /** What was lost so far. */
  losses(): TelemetryLosses;
  /** Sends what is held. */
  flush(): Promise<void>;
  /** Sends what is held, and ends. */
  dispose(): Promise<void>;
}
