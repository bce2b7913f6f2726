import type { RateChange, RateViolation } from "../ports/reports/rate_report.ts";

/** Who wants to hear of learning rates. */
export interface RateListener {
  /** A rate changed otherwise than by its policy's course over time. */
  onChange?(change: RateChange): void;
  /** Somebody other than the authority wrote a rate; it was put back. */
  onViolation?(violation: RateViolation): void;
}

/** Passes on what happens to learning rates: they outlive the runs that report on them. */
export class RateEvents implements RateListener {
  #listeners: readonly RateListener[] = [];

  /** Adds a listener. Returns what takes it off again. */
  listen(listener: RateListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  onChange(change: RateChange): void {
    for (const listener of this.#listeners) listener.onChange?.(change);
  }

  onViolation(violation: RateViolation): void {
    for (const listener of this.#listeners) listener.onViolation?.(violation);
  }
}
