const WINDOW_MS = 60_000;

/** Says how much may pass all that waits: at most so many in any minute. */
export class BypassLimiter {
  readonly #perMinute: number;
  /** When those of the last minute passed, ms, oldest first. */
  readonly #passedMs: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Whether one more may pass at `nowMs`; if so, it has. */
  pass(nowMs: number): boolean {
    while (this.#passedMs.length > 0 && nowMs - (this.#passedMs[0] as number) >= WINDOW_MS) {
      this.#passedMs.shift();
    }
    if (this.#passedMs.length >= this.#perMinute) return false;
    this.#passedMs.push(nowMs);
    return true;
  }
}
