/**
 * Adds vectors in the order of a balanced tree, into the first one: the sum of the first half, rounded up, plus the sum
 * of the others, each made by the same rule.
 *
 * Each element is rounded to float32 after each addition: a sum of two float32 numbers in float64, rounded once more, is
 * the correctly rounded float32 sum, as 53 >= 2 * 24 + 2 digits (Figueroa 1995, "When is double rounding innocuous?").
 *
 * @param vectors Of one length; all but the first are left undefined.
 */
export function addAsTree(vectors: readonly Float32Array[]): void {
  addBetween(vectors, 0, vectors.length);
}

function addBetween(vectors: readonly Float32Array[], from: number, to: number): void {
  if (to - from < 2) return;
  const middle = from + half(to - from);
  addBetween(vectors, from, middle);
  addBetween(vectors, middle, to);
  addInto(vectors[from] as Float32Array, vectors[middle] as Float32Array);
}

/** Members of the first half of `count`. */
function half(count: number): number {
  return Math.ceil(count / 2);
}

/** Adds `other` to `sum`, element by element. */
export function addInto(sum: Float32Array, other: Float32Array): void {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + (other[at] as number);
}

/** Shards from `from` up to `to`. */
export interface ShardRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Deals shards to ranks by the rule that {@link addAsTree} adds ranks by: each rank has a subtree of the tree over all
 * shards, so the sum over ranks of their sums has the same bits however many ranks there are.
 *
 * @param shards A power of two, at least `ranks`.
 * @returns The shards of each rank.
 */
export function dealShards(shards: number, ranks: number): readonly ShardRange[] {
  return deal({ from: 0, to: shards }, ranks);
}

function deal({ from, to }: ShardRange, ranks: number): readonly ShardRange[] {
  if (ranks === 1) return [{ from, to }];
  const middle = from + half(to - from);
  const first = half(ranks);
  return [...deal({ from, to: middle }, first), ...deal({ from: middle, to }, ranks - first)];
}
