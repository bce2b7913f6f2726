/** What {@link LossHistory} remembers, as plain JSON. */
export interface LossHistoryState {
  /** Losses that were added. */
  readonly count: number;
  readonly average: number;
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

  /** Adds a loss, which is finite. */
  add(loss: number): void {
    // Written over, so that a step allocates nothing.
    this.#window[this.#count % this.#size] = loss;
    this.#count += 1;
    this.#average += (loss - this.#average) / Math.min(this.#count, this.#size);
  }

  /** Mean of the window. */
  mean(): number {
    let sum = 0;
    for (const loss of this.#window) sum += loss;
    return sum / this.#window.length;
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
    return { count: this.#count, average: this.#average, window };
  }

  /** @param state What {@link state} gave of a history of the same size. */
  restore({ count, average, window }: LossHistoryState): void {
    this.#count = count;
    this.#average = average;
    this.#window.length = 0;
    const oldest = count - window.length;
    window.forEach((loss, index) => {
      this.#window[(oldest + index) % this.#size] = loss;
    });
  }
}
