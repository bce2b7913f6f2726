import type { Meter, Tracer } from "../../deps.ts";

/** What telemetry did not get out, or not yet. */
export interface TelemetryLosses {
  /** Spans that ended and reached no destination. */
  readonly spans: number;
  /** Last reason, for people. */
  readonly reason?: string;
  /** How many of the lost there are of each priority: `low`, `normal`, `high`, `critical`. */
  readonly byPriority?: Readonly<Record<string, number>>;
  /** Critical ones that stand on disk until the destination takes them: not lost. */
  readonly spilled?: number;
  /** Spans that are held and were not sent yet: not lost so far. */
  readonly unsent?: number;
  /** Critical ones that waited their turn, as more of them came in a minute than may pass all others: not lost. */
  readonly deferred?: number;
}

/**
 * Takes the spans and metrics of a run to where people look at them.
 *
 * A provider must: (1) never throw into the caller nor make it wait, even if the destination hangs;
 * (2) count what it loses; (3) on `flush()` and `dispose()` try to send what it holds, for a bounded time;
 * (4) leave no timer, socket, worker or file open after `dispose()`; (5) record a span whose attribute
 * `tolaria.priority` is `critical` from its start, whatever is sampled, and send it before all others.
 */
export interface Telemetry {
  /** Name in reports. */
  readonly name: string;
  /** Makes the spans of the run. */
  readonly tracer: Tracer;
  /** Makes the instruments of the run. */
  readonly meter: Meter;
  /** Where the spans go, for people: an address, a file; undefined where nowhere. */
  readonly destination: string | undefined;
  /** What was lost so far. */
  losses(): TelemetryLosses;
  /** Sends what is held. */
  flush(): Promise<void>;
  /** Sends what is held, and ends. */
  dispose(): Promise<void>;
}
