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

/** A `google.protobuf.Duration`. */
export type Duration = Timestamp;

/** The duration of a number of milliseconds, to the microsecond. */
export function toDuration(ms: number): { seconds: number; nanos: number } {
  const us = Math.round(ms * 1000);
  // Both of one sign, as the format wants it.
  const seconds = Math.trunc(us / 1_000_000);
  return { seconds, nanos: (us - seconds * 1_000_000) * 1000 };
}

/** Milliseconds of a duration; undefined where there is none. */
export function fromDuration(duration: Duration | null | undefined): number | undefined {
  return fromTimestamp(duration);
}
