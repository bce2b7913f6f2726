import type { RateChange } from "../ports/reports/rate_report.ts";

/**
 * Ring buffer of the last changes of learning rates.
 *
 * A change overwrites the oldest one and allocates nothing.
 */
export class RateHistory {
  readonly #steps: Float64Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #groups: string[];
  readonly #reasons: string[];
  #count = 0;

  /** @param capacity Number of changes to keep. */
  constructor(capacity: number) {
    this.#steps = new Float64Array(capacity);
    this.#from = new Float64Array(capacity);
    this.#to = new Float64Array(capacity);
    this.#groups = new Array<string>(capacity).fill("");
    this.#reasons = new Array<string>(capacity).fill("");
  }

  /** Records a change; NaN means no rate. */
  add(step: number, group: string, from: number, to: number, reason: string): void {
    const at = this.#count % this.#steps.length;
    this.#steps[at] = step;
    this.#from[at] = from;
    this.#to[at] = to;
    this.#groups[at] = group;
    this.#reasons[at] = reason;
    this.#count += 1;
  }

  /** Recorded changes, oldest first. */
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

/** Converts NaN, which means no rate, to undefined. */
export function rateOrNone(rate: number): number | undefined {
  return Number.isNaN(rate) ? undefined : rate;
}
