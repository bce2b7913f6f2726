/** How values are distributed, as TensorBoard takes it. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  /** How many values there are. */
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Upper edges of the buckets. */
  readonly edges: readonly number[];
  /** How many values are in each bucket. */
  readonly counts: readonly number[];
}

const BUCKETS = 30;

/** Counts finite values in 30 buckets of one width; undefined if there is none. */
export function histogramOf(values: Float32Array): Histogram | undefined {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  let [min, max, sum, sumSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumSquares += value * value;
  }
  // Equal values are in one bucket that is as wide as they are large.
  const width = (max - min || Math.abs(max) || 1) / BUCKETS;
  const counts = new Array<number>(BUCKETS).fill(0);
  for (const value of finite) {
    const bucket = Math.min(BUCKETS - 1, Math.floor((value - min) / width));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const edges = counts.map((_, at) => min + (at + 1) * width);
  return { min, max, num: finite.length, sum, sumSquares, edges, counts };
}
