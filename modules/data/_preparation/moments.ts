import { ExactSum, exactly, quotient, UNIT } from "./exact_sum.ts";

/** Largest magnitude whose square is a double. Float32, which it is prepared for, ends at 3.4e38. */
export const LARGEST = 1e150;

/** Splits a double of 53 bits into halves of 26: 2^27 + 1. */
const SPLITTER = 134_217_729;

/** Sums of numbers as plain data that a worker can send. */
export interface MomentsState {
  readonly count: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly min: number;
  readonly max: number;
}

/** Mean, deviation and range of numbers. */
export interface MomentsResult {
  readonly mean: number;
  /** Square root of the mean squared distance from the mean: of the population, as scikit-learn's StandardScaler. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Adds up numbers and their squares without rounding.
 *
 * Squares are two doubles each, product and error.
 *
 * @see Dekker 1971, "A floating-point technique for extending the available precision", section 5, for the error of a product.
 */
export class Moments {
  #count = 0;
  readonly #sum = new ExactSum();
  readonly #squares = new ExactSum();
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** Adds a number of at most {@link LARGEST} in magnitude. */
  add(value: number): void {
    this.#count += 1;
    this.#sum.add(value);
    const spread = SPLITTER * value;
    const high = spread - (spread - value);
    const low = value - high;
    const square = value * value;
    this.#squares.add(square);
    this.#squares.add(high * high - square + 2 * high * low + low * low);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds the numbers of another pass. */
  merge({ count, sum, squares, min, max }: MomentsState): void {
    this.#count += count;
    this.#sum.merge(sum);
    this.#squares.merge(squares);
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  /** Returns what was added, to merge it elsewhere. */
  state(): MomentsState {
    return {
      count: this.#count,
      sum: this.#sum.limbs(),
      squares: this.#squares.limbs(),
      min: this.#min,
      max: this.#max,
    };
  }

  /** Returns the mean alone. */
  mean(): number {
    return quotient(this.#sum.total(), BigInt(this.#count), UNIT);
  }

  /** Returns the moments with `more` further numbers, each `value`: those that were missing. */
  result(more = 0, value = 0): MomentsResult {
    const count = BigInt(this.#count + more);
    const filled = exactly(value);
    const sum = this.#sum.total() + BigInt(more) * filled;
    // In units of 2^(2 UNIT), as a square of `filled` is.
    const squares = (this.#squares.total() << BigInt(-UNIT)) + BigInt(more) * filled * filled;
    const variance = quotient(count * squares - sum * sum, count * count, 2 * UNIT);
    return {
      mean: quotient(sum, count, UNIT),
      deviation: Math.sqrt(Math.max(0, variance)),
      min: more > 0 ? Math.min(this.#min, value) : this.#min,
      max: more > 0 ? Math.max(this.#max, value) : this.#max,
    };
  }
}
