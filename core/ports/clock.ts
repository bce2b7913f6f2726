/**
 * Tells the time.
 *
 * A provider must: (1) never let `monotonicMs()` go back; (2) read both clocks without blocking.
 */
export interface Clock {
  /** Milliseconds since some fixed moment, with fractions; for durations and deadlines. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC; for people and for the wire. */
  wallMs(): number;
}
