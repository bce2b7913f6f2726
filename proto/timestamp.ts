/** A `google.protobuf.Timestamp`. */
export interface Timestamp {
  /** Seconds since 1970. */
  readonly seconds?: number | null;
  /** Nanoseconds since that second. */
  readonly nanos?: number | null;
}

/** The timestamp of a time in milliseconds since 1970, to the millisecond. */
export function toTimestamp(wallMs: number): { seconds: number; nanos: number } {
  const ms = Math.round(wallMs);
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: (ms - seconds * 1000) * 1_000_000 };
}

/** Milliseconds since 1970 of a timestamp; undefined where there is none. */
export function fromTimestamp(timestamp: Timestamp | null | undefined): number | undefined {
  if (!timestamp) return undefined;
  return (timestamp.seconds ?? 0) * 1000 + (timestamp.nanos ?? 0) / 1_000_000;
}
