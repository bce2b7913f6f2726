import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Unavailable } from "./client.ts";
import type { FromMlflow } from "./messages.ts";

/** First and longest pause between two tries: while a run goes on, and at its end. */
const PAUSES = {
  patient: { firstMs: 1_000, longestMs: 30_000 },
  hurried: { firstMs: 50, longestMs: 500 },
};

/** Time is over, and something was not sent. */
export class OutOfTime extends Error {}

/** Makes requests until they succeed, with pauses that grow; for as long as the run goes on, and a while after that. */
export class Delivery {
  readonly #post: (message: FromMlflow) => void;
  readonly #hurry = new AbortController();
  readonly #stop = new AbortController();

  /** @param post Hears how each try went. */
  constructor(post: (message: FromMlflow) => void) {
    this.#post = post;
  }

  /** Whether the run has ended. */
  get hurried(): boolean {
    return this.#hurry.signal.aborted;
  }

  /** Aborted when the run has ended: who waits goes on at once. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /** The run has ended: what is left has `leftMs`. */
  end(leftMs: number): void {
    this.#hurry.abort();
    setTimeout(() => this.#stop.abort(), leftMs);
  }

  /**
   * Makes a request until it succeeds.
   *
   * @param attempt Given how many tries failed, and a signal that ends it.
   * @throws {OutOfTime} With the reason of the last failure. {@link Refused}, at once.
   */
  async make<T>(attempt: (failures: number, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#stop;
    let reason = "it does not answer";
    for (let failures = 0; ; failures++) {
      try {
        if (signal.aborted) throw new OutOfTime(reason);
        const made = await attempt(failures, signal);
        this.#post({ outcome: "taken" });
        return made;
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        if (signal.aborted) throw new OutOfTime(reason);
        reason = error.message;
        this.#post({ outcome: { failure: reason } });
        await this.#pause(failures, error.againInMs);
      }
    }
  }

  async #pause(failures: number, againInMs = 0): Promise<void> {
    const { firstMs, longestMs } = this.hurried ? PAUSES.hurried : PAUSES.patient;
    const grown = firstMs * 2 ** failures;
    // Give or take a quarter, so that many runs do not come back at once.
    const spread = (Math.min(Math.max(grown, againInMs), longestMs) * randomInt(75, 125)) / 100;
    const signal = this.hurried ? this.#stop.signal : this.#hurry.signal;
    await pause(spread, undefined, { signal }).catch(() => {});
  }
}
