import type { Clock } from "../ports/clock.ts";

/** Longest of the last waits that a deadline is made of. */
const WAITS = 100;

/** How much longer than the longest of them a wait may be. */
const FACTOR = 10;

/** The least that a rank is waited for, ms: a shared machine delays a sum by tens of milliseconds. */
const LEAST_MS = 5_000;

/** How long ranks are waited for first, ms: backends warm up, and a first step compiles. */
const FIRST_MS = 120_000;

/** How long a sum may wait: from what lay between the last sums. Each rank has its own, which decides nothing but that. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #betweenMs: number[] = [];
  #lastMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For the next sum, ms. */
  get nextMs(): number {
    if (this.#betweenMs.length === 0) return FIRST_MS;
    return Math.max(LEAST_MS, FACTOR * Math.max(...this.#betweenMs));
  }

  /** Notes that a sum is done. */
  done(): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#lastMs !== undefined) this.#betweenMs.push(nowMs - this.#lastMs);
    if (this.#betweenMs.length > WAITS) this.#betweenMs.shift();
    this.#lastMs = nowMs;
  }
}
