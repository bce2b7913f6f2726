import type { Clock } from "../ports/clock.ts";

/** Last steps that a deadline is made of. */
const STEPS = 100;

/** How much longer than this rank another may take for the same work. */
const FACTOR = 10;

/** The least that a rank is waited for, ms: a shared machine delays a sum by tens of milliseconds. */
const LEAST_MS = 5_000;

/** How long ranks are waited for first, ms: backends warm up, and a first step compiles. */
const FIRST_MS = 120_000;

/**
 * How long a sum may wait: ten times what usually lies between sums, or what this rank has done since the last one if that
 * took longer, as a validation does. Each rank has its own, which decides nothing but that.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #betweenMs: number[] = [];
  #lastMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.monotonicMs();
  }

  /** For the next sum, ms. */
  get nextMs(): number {
    const least = this.#betweenMs.length < 2 ? FIRST_MS : LEAST_MS;
    const ownMs = this.#clock.monotonicMs() - this.#lastMs;
    return Math.max(least, FACTOR * Math.max(ownMs, median(this.#betweenMs)));
  }

  /** Notes that a sum is done. */
  done(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#betweenMs.push(nowMs - this.#lastMs);
    if (this.#betweenMs.length > STEPS) this.#betweenMs.shift();
    this.#lastMs = nowMs;
  }
}

/** The middle one; a single long wait, as for a process that was stopped, moves it little. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
