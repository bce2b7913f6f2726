/**
 * How often each text or number occurs, of at most `limit` different ones.
 */
export class Counts<T extends string | number> {
  readonly #counts = new Map<T, number>();
  readonly #limit: number;
  readonly #tooMany: (limit: number) => Error;

  /** @param tooMany Makes the error that is thrown if there are more different values than `limit`. */
  constructor(limit: number, tooMany: (limit: number) => Error) {
    this.#limit = limit;
    this.#tooMany = tooMany;
  }

  /** Counts a value `times` more often. */
  add(value: T, times = 1): void {
    const before = this.#counts.get(value);
    if (before === undefined && this.#counts.size >= this.#limit) throw this.#tooMany(this.#limit);
    this.#counts.set(value, (before ?? 0) + times);
  }

  /** Adds the counts of another pass. */
  merge(entries: readonly (readonly [T, number])[]): void {
    for (const [value, times] of entries) this.add(value, times);
  }

  /** Returns the values and how often each occurs, to merge them elsewhere. */
  state(): readonly (readonly [T, number])[] {
    return [...this.#counts];
  }

  /** Returns the values, most frequent first; of equally frequent ones, the smaller first. */
  sorted(): readonly (readonly [value: T, count: number])[] {
    return [...this.#counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  }
}
