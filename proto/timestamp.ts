/** A `google.protobuf.Timestamp`. */
export interface Timestamp {
  /** Seconds since 1970. */
  readonly seconds?: number | null;
  /** Nanoseconds since that second. */
  readonly nanos?: number | null;
}

/** Converts milliseconds since 1970 to a timestamp, with millisecond precision. */
export function toTimestamp(wallMs: number): { seconds: number; nanos: number } {
  const ms = Math.round(wallMs);
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: (ms - seconds * 1000) * 1_000_000 };
}

/** Converts a timestamp to milliseconds since 1970. */
export function fromTimestamp(timestamp: Timestamp | null | undefined): number | undefined {
  if (!timestamp) return undefined;
  return (timestamp.seconds ?? 0) * 1000 + (timestamp.nanos ?? 0) / 1_000_000;
}

/** A `google.protobuf.Duration`. */
export type Duration = Timestamp;

/** Converts milliseconds to a duration, with microsecond precision. */
export function toDuration(ms: number): { seconds: number; nanos: number } {
  const us = Math.round(ms * 1000);
  // Both have the same sign, as the format requires.
  const seconds = Math.trunc(us / 1_000_000);
  return { seconds, nanos: (us - seconds * 1_000_000) * 1000 };
}

/** Converts a duration to milliseconds. */
export function fromDuration(duration: Duration | null | undefined): number | undefined {
  return fromTimestamp(duration);
}
