/** Bits of the upper word of a double that do not count for its bucket: 10 of the mantissa's 52 bits do. */
const DROPPED_BITS = 10;

/** Numbers of a median as plain data that a worker can send. */
export interface MedianState {
  /** Every number, while there are few enough. */
  readonly values: Float64Array;
  /** Key, count, smallest and largest number of each bucket, one after the other, once there are too many. */
  readonly buckets: Float64Array;
}

interface Bucket {
  count: number;
  min: number;
  max: number;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * The median of numbers: exact up to `limit` of them, beyond it to 1 part in 2,048.
 *
 * Beyond the limit, numbers that share sign, exponent and the first 10 bits of the mantissa share a bucket, which keeps their
 * count, smallest and largest. Neither the order of the numbers nor how they are shared out matters.
 */
export class Median {
  readonly #limit: number;
  #values = new Float64Array(16);
  #held = 0;
  #buckets: Map<number, Bucket> | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a finite number. */
  add(value: number): void {
    if (this.#buckets) this.#count(value, 1, value, value);
    else {
      if (this.#held === this.#values.length) this.#grow();
      this.#values[this.#held] = value;
      this.#held += 1;
      if (this.#held > this.#limit) this.#spill();
    }
  }

  /** Adds the numbers of another pass. */
  merge({ values, buckets }: MedianState): void {
    if (buckets.length > 0) this.#spill();
    for (const value of values) this.add(value);
    for (let at = 0; at < buckets.length; at += 4) {
      const [, count, min, max] = buckets.subarray(at, at + 4) as unknown as number[];
      this.#count(min as number, count as number, min as number, max as number);
    }
  }

  /** Returns what was added, to merge it elsewhere. */
  state(): MedianState {
    const buckets = [...(this.#buckets ?? [])].flatMap(([key, { count, min, max }]) => [
      key,
      count,
      min,
      max,
    ]);
    return { values: this.#values.slice(0, this.#held), buckets: Float64Array.from(buckets) };
  }

  /** Returns the median; the mean of the two in the middle if there is an even number. NaN if there is none. */
  result(): number {
    if (this.#buckets) return this.#ofBuckets([...this.#buckets.values()]);
    const sorted = this.#values.slice(0, this.#held).sort();
    const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
    const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
    return between(lower, upper);
  }

  #ofBuckets(buckets: Bucket[]): number {
    buckets.sort((a, b) => a.min - b.min);
    const total = buckets.reduce((sum, { count }) => sum + count, 0);
    const at = (rank: number) => {
      let before = 0;
      const bucket = buckets.find(({ count }) => {
        before += count;
        return before > rank;
      }) as Bucket;
      return between(bucket.min, bucket.max);
    };
    return between(at(Math.floor((total - 1) / 2)), at(Math.floor(total / 2)));
  }

  #grow(): void {
    const grown = new Float64Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }

  #spill(): void {
    this.#buckets ??= new Map();
    for (let at = 0; at < this.#held; at++) {
      const value = this.#values[at] as number;
      this.#count(value, 1, value, value);
    }
    this.#held = 0;
    this.#values = new Float64Array(0);
  }

  #count(value: number, count: number, min: number, max: number): void {
    const key = bucketOf(value);
    const bucket = this.#buckets?.get(key);
    if (!bucket) {
      this.#buckets?.set(key, { count, min, max });
      return;
    }
    bucket.count += count;
    if (min < bucket.min) bucket.min = min;
    if (max > bucket.max) bucket.max = max;
  }
}

function bucketOf(value: number): number {
  // -0 and 0 share a bucket.
  double[0] = value + 0;
  return (words[HIGH] as number) >>> DROPPED_BITS;
}

function between(lower: number, upper: number): number {
  return lower === upper ? lower : lower / 2 + upper / 2;
}
