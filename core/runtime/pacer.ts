import type { Clock } from "../ports/clock.ts";

/**
 * After the thread was held for this long, a turn of `setImmediate` is not enough, ms: Deno hands on what workers sent
 * only before a timer.
 */
const HELD_MS = 250;

/** Gives timers and I/O a turn at a bounded interval, and otherwise keeps out of the way of the steps. */
export class Pacer {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #lastMs: number;

  /** @param everyMs Longest time to hold the thread, in milliseconds; one step where a step is longer. */
  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#lastMs = clock.monotonicMs();
  }

  /** Whether it is time to {@link yield}. One read of the clock. */
  get due(): boolean {
    return this.#clock.monotonicMs() - this.#lastMs >= this.#everyMs;
  }

  /** Lets every timer that is due and all pending I/O run. */
  async yield(): Promise<void> {
    const heldMs = this.#clock.monotonicMs() - this.#lastMs;
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (heldMs >= HELD_MS) await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#lastMs = this.#clock.monotonicMs();
  }
}
