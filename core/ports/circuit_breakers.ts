import type { CircuitBreakerState } from "../../proto/mod.ts";

/** What a breaker has seen since it was made. */
export interface BreakerCounts {
  /** Calls that were let through. */
  readonly calls: number;
  /** Of them, those that failed or took too long. */
  readonly failures: number;
  /** Calls that were not let through. */
  readonly rejected: number;
  /** Times that it opened. */
  readonly opens: number;
}

/** A breaker that went from one state to another. */
export interface BreakerChange {
  /** The breaker's name. */
  readonly name: string;
  /** The state that it leaves. */
  readonly from: CircuitBreakerState;
  /** The state that it enters. */
  readonly to: CircuitBreakerState;
  /** What made it change, for people. */
  readonly reason: string;
}

/**
 * Stops calls to something that keeps failing, and lets one through after a while to see whether it works again.
 *
 * Closed, every call passes; after some failures in a row it opens and refuses them; after a time it is half-open and
 * lets a single call probe, whose outcome closes or opens it.
 *
 * @see Nygard 2018, "Release It!", second edition, chapter 5.
 */
export interface CircuitBreaker {
  /** The breaker's name. */
  readonly name: string;
  /** Whether it lets calls through. */
  readonly state: CircuitBreakerState;
  /** What it has seen. */
  readonly counts: BreakerCounts;
  /**
   * Asks leave for one call that the caller makes and times itself; true must be followed by one `succeed()`, `fail()` or
   * `release()`. Half-open, it is given to one caller at a time.
   */
  acquire(): boolean;
  /** Says that a call went well. */
  succeed(): void;
  /** Says that the call was not made after all. */
  release(): void;
  /** Says that a call failed, and why. */
  fail(reason: string): void;
  /**
   * Makes a call behind the breaker.
   *
   * A timeout does not stop `work`, which goes on unheard: what holds the thread needs a deadline of its own.
   *
   * @throws {TolariaError} `breaker/open` if the call was not let through, `breaker/timeout` if it took too long; and
   * whatever `work` throws.
   */
  fire<T>(work: () => T | Promise<T>): Promise<T>;
  /** Opens or closes the breaker by hand. */
  force(state: "open" | "closed", reason: string): void;
}

/**
 * The circuit breakers of a run, by name.
 *
 * A provider must: (1) give the same breaker for the same name; (2) never let a listener's error out; (3) tell every
 * change of state to each listener, once; (4) leave no timer after `dispose()`, and refuse nothing then.
 */
export interface CircuitBreakers {
  /** Name in reports. */
  readonly name: string;
  /** The breaker called `name`; made at the first call. */
  of(name: string): CircuitBreaker;
  /** Every breaker that was asked for, in that order. */
  readonly all: readonly CircuitBreaker[];
  /** Calls `listener` at each change, until the returned function is called. */
  subscribe(listener: (change: BreakerChange) => void): () => void;
  /** Ends every timer. */
  dispose(): void;
}
