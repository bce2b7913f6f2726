// N = rows so far, W = scores of a row

/** Rows of scores with class and weight, in typed arrays that double as they fill up. */
export class ScoreStore {
  readonly #width: number;
  readonly #limit: number;
  #rows = 0;
  #scores: Float32Array;
  #labels = new Int32Array(64);
  #weights = new Float32Array(64);

  /**
   * @param width Scores of a row, W.
   * @param limit Most scores that are kept.
   */
  constructor(width: number, limit: number) {
    this.#width = width;
    this.#limit = limit;
    this.#scores = new Float32Array(64 * width);
  }

  /** Class of each row, [N]. */
  get labels(): Int32Array {
    return this.#labels.subarray(0, this.#rows);
  }

  /** Weight of each row, [N]. */
  get weights(): Float32Array {
    return this.#weights.subarray(0, this.#rows);
  }

  /** Scores of one column, [N]. */
  column(column: number): Float32Array {
    return Float32Array.from(
      { length: this.#rows },
      (_, row) => this.#scores[row * this.#width + column] as number,
    );
  }

  /** Sum of the weights of a class. */
  supportOf(label: number): number {
    let sum = 0;
    this.labels.forEach((one, row) => {
      if (one === label) sum += this.#weights[row] as number;
    });
    return sum;
  }

  /**
   * Adds a row of W scores.
   *
   * @throws {RangeError} If that is more than the limit.
   */
  add(label: number, weight: number, scores: ArrayLike<number>): void {
    if ((this.#rows + 1) * this.#width > this.#limit) {
      throw new RangeError(
        `A pass has more than ${this.#limit} scores, which auc keeps all: raise its "limit" (4 bytes a score), or measure fewer examples.`,
      );
    }
    if (this.#rows === this.#labels.length) this.#grow();
    this.#labels[this.#rows] = label;
    this.#weights[this.#rows] = weight;
    this.#scores.set(scores, this.#rows * this.#width);
    this.#rows += 1;
  }

  /** All rows as numbers that {@link merge} takes, [N, 2 + W]. */
  sums(): Float64Array {
    const length = 2 + this.#width;
    const sums = new Float64Array(this.#rows * length);
    for (let row = 0; row < this.#rows; row++) {
      sums[row * length] = this.#labels[row] as number;
      sums[row * length + 1] = this.#weights[row] as number;
      const from = row * this.#width;
      sums.set(this.#scores.subarray(from, from + this.#width), row * length + 2);
    }
    return sums;
  }

  /** Adds the rows of another store. */
  merge(sums: Float64Array): void {
    const length = 2 + this.#width;
    for (let at = 0; at < sums.length; at += length) {
      this.add(sums[at] as number, sums[at + 1] as number, sums.subarray(at + 2, at + length));
    }
  }

  #grow(): void {
    const size = 2 * this.#labels.length;
    const [labels, weights] = [new Int32Array(size), new Float32Array(size)];
    const scores = new Float32Array(size * this.#width);
    labels.set(this.#labels);
    weights.set(this.#weights);
    scores.set(this.#scores);
    this.#labels = labels;
    this.#weights = weights;
    this.#scores = scores;
  }
}
