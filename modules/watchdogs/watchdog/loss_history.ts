/** What {@link LossHistory} remembers, as plain JSON. */
export interface LossHistoryState {
  /** Losses that were added. */
  readonly count: number;
  readonly average: number;
  /** The highest of them; null before the first. */
  readonly highest: number | null;
  /** Losses that the window holds at most. */
  readonly size: number;
  /** The last losses, oldest first. */
  readonly window: readonly number[];
}

/**
 * The losses of the last steps that were as they should be.
 *
 *     average:  a += (loss - a) / min(n, size), the plain mean of the first `size`, then an exponential one
 *     window:   mean and standard deviation, with n in the denominator, of the last `size`
 */
export class LossHistory {
  readonly #size: number;
  readonly #window: number[] = [];
  #count = 0;
  #average = 0;
  #highest = Number.NEGATIVE_INFINITY;

  /** @param size Losses in the window. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Losses that were added. */
  get count(): number {
    return this.#count;
  }

  /** The running average; 0 before the first loss. */
  get average(): number {
    return this.#average;
  }

  /** The highest loss; -Infinity before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** Adds a loss, which is finite. */
  add(loss: number): void {
    // Written over, so that a step allocates nothing.
    this.#window[this.#count % this.#size] = loss;
    this.#count += 1;
    this.#highest = Math.max(this.#highest, loss);
    this.#average += (loss - this.#average) / Math.min(this.#count, this.#size);
  }

  /** Mean of the window. */
  mean(): number {
    let sum = 0;
    for (const loss of this.#window) sum += loss;
    return sum / this.#window.length;
  }

  /** Median of the window. */
  median(): number {
    const sorted = Float64Array.from(this.#window).sort();
    return sorted[sorted.length >> 1] as number;
  }

  /** Standard deviation of the window about its `mean`. */
  deviation(mean: number): number {
    let sum = 0;
    for (const loss of this.#window) sum += (loss - mean) ** 2;
    return Math.sqrt(sum / this.#window.length);
  }

  state(): LossHistoryState {
    const oldest = this.#window.length < this.#size ? 0 : this.#count % this.#size;
    const window = [...this.#window.slice(oldest), ...this.#window.slice(0, oldest)];
    const highest = this.#count > 0 ? this.#highest : null;
    return { count: this.#count, average: this.#average, highest, size: this.#size, window };
  }

  /** @param state What {@link state} gave; of a history of another size, the last losses that fit. */
  restore({ count, average, highest, window }: LossHistoryState): void {
    this.#highest = highest ?? Number.NEGATIVE_INFINITY;
    const kept = window.slice(-this.#size);
    // In the place of a smaller window, as if there had been no losses before it.
    this.#count = kept.length < Math.min(count, this.#size) ? kept.length : count;
    this.#average = average;
    this.#window.length = 0;
    const oldest = this.#count - kept.length;
    kept.forEach((loss, index) => {
      this.#window[(oldest + index) % this.#size] = loss;
    });
  }
}
