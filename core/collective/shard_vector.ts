import { addInto } from "./tree.ts";

/** Flat vectors of this process's shards, which become the vector of each rank: kept from step to step. */
export class ShardVectors {
  #vectors = new Map<number, Float32Array>();
  #length = 0;
  /** Shards that something was added to since the last {@link clear}. */
  readonly #filled = new Set<number>();

  /** The vector of a shard, of `length` numbers; zeros if nothing was added to it yet. */
  of(shard: number, length: number): Float32Array {
    const fresh = !this.has(shard, length);
    const vector = this.open(shard, length);
    if (fresh) vector.fill(0);
    return vector;
  }

  /** Whether something was added to the vector of a shard. */
  has(shard: number, length: number): boolean {
    return length === this.#length && this.#filled.has(shard);
  }

  /** The vector of a shard, which has any numbers if nothing was added to it yet: the caller writes all of them. */
  open(shard: number, length: number): Float32Array {
    if (length !== this.#length) {
      this.#vectors = new Map();
      this.#filled.clear();
      this.#length = length;
    }
    const vector = this.#vectors.get(shard) ?? new Float32Array(length);
    this.#vectors.set(shard, vector);
    this.#filled.add(shard);
    return vector;
  }

  /**
   * Adds the vectors of the shards from `from` up to `to` as the tree does, into that of the first.
   *
   * @returns The sum; zeros if nothing was added to any of them.
   */
  sum(from: number, to: number, length: number): Float32Array {
    const first = this.of(from, length);
    if (to - from === 1) return first;
    const middle = from + (to - from) / 2;
    this.sum(from, middle, length);
    addInto(first, this.sum(middle, to, length));
    return first;
  }

  /** Starts over. */
  clear(): void {
    this.#filled.clear();
  }
}

/** Adds `values` times `factor` to `vector` from `at` on. Returns the place behind them. */
export function addScaled(
  vector: Float32Array,
  at: number,
  values: Float32Array,
  factor: number,
): number {
  const { length } = values;
  for (let index = 0; index < length; index++) {
    vector[at + index] = (vector[at + index] as number) + (values[index] as number) * factor;
  }
  return at + length;
}

/** Writes `values` times `factor` to `vector` from `at` on: adds them to zeros. Returns the place behind them. */
export function writeScaled(
  vector: Float32Array,
  at: number,
  values: Float32Array,
  factor: number,
): number {
  const { length } = values;
  for (let index = 0; index < length; index++) {
    vector[at + index] = (values[index] as number) * factor;
  }
  return at + length;
}
