import type { RateChange } from "../ports/reports/rate_report.ts";

/**
 * The last changes of learning rates, oldest first.
 *
 * Nothing is allocated for a change: it is written over the oldest one.
 */
export class RateHistory {
  readonly #steps: Float64Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #groups: string[];
  readonly #reasons: string[];
  #count = 0;

  /** @param capacity Changes that are kept. */
  constructor(capacity: number) {
    this.#steps = new Float64Array(capacity);
    this.#from = new Float64Array(capacity);
    this.#to = new Float64Array(capacity);
    this.#groups = new Array<string>(capacity).fill("");
    this.#reasons = new Array<string>(capacity).fill("");
  }

  /** Notes a change; NaN stands for no rate. */
  add(step: number, group: string, from: number, to: number, reason: string): void {
    const at = this.#count % this.#steps.length;
    this.#steps[at] = step;
    this.#from[at] = from;
    this.#to[at] = to;
    this.#groups[at] = group;
    this.#reasons[at] = reason;
    this.#count += 1;
  }

  /** What is kept, oldest first. */
  list(): RateChange[] {
    const kept = Math.min(this.#count, this.#steps.length);
    return Array.from({ length: kept }, (_, index) => this.#at(this.#count - kept + index));
  }

  #at(index: number): RateChange {
    const at = index % this.#steps.length;
    return {
      step: this.#steps[at] as number,
      group: this.#groups[at] as string,
      from: rateOrNone(this.#from[at] as number),
      to: rateOrNone(this.#to[at] as number),
      reason: this.#reasons[at] as string,
    };
  }
}

/** A rate, or undefined for the NaN that stands for none. */
export function rateOrNone(rate: number): number | undefined {
  return Number.isNaN(rate) ? undefined : rate;
}
