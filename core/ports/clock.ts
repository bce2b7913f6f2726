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
  /**
   * Milliseconds that a thread was ready to run and had no processor, since it began: what the machine took of its time.
   *
   * @param processId The process whose main thread is meant. @default the calling thread
   * @returns `undefined` if that is not known. A clock without it stands for a machine that takes nothing.
   */
  schedulingDelayMs?(processId?: number): number | undefined;
}
