// The head of each vector: a row for each rank, which it alone fills, so that all numbers arrive as they were.

/** What a rank says of itself with each vector. */
export interface RankRow {
  /** Updates that it has done, below 2^32. */
  readonly step: number;
  /** What its vector holds, as a hash of 48 bits. */
  readonly content: readonly [number, number, number];
  /** Flags that it raises, as bits. */
  readonly flags: number;
  /** Emergency that it raises, as a number below 2^16; 0 for none. */
  readonly emergency: number;
}

/** Numbers of a row. */
const WIDTH = 7;

/** Numbers of the table of `size` ranks. */
export function tableLength(size: number): number {
  return size * WIDTH;
}

/** Writes the row of `rank` into the head of its vector, and zeros for the others. */
export function writeRow(
  vector: Float32Array,
  size: number,
  rank: number,
  { step, content, flags, emergency }: RankRow,
): void {
  vector.fill(0, 0, tableLength(size));
  // Whole numbers below 2^16, which float32 holds exactly.
  vector.set([step & 0xffff, step >>> 16, ...content, flags, emergency], rank * WIDTH);
}

/** Reads the rows of all ranks from the head of a sum. */
export function readRows(sum: Float32Array, size: number): readonly RankRow[] {
  return Array.from({ length: size }, (_, rank) => {
    const [low, high, a, b, c, flags, emergency] = sum.subarray(rank * WIDTH, (rank + 1) * WIDTH);
    return {
      step: (high as number) * 2 ** 16 + (low as number),
      content: [a as number, b as number, c as number],
      flags: flags as number,
      emergency: emergency as number,
    };
  });
}

/**
 * A hash of `text`, as three numbers of 16 bits: two FNV-1a of 32 bits, of which the second begins elsewhere.
 *
 * @see Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv.
 */
export function contentOf(text: string): RankRow["content"] {
  let [a, b] = [0x811c9dc5, 0x9dc5811c];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x01000193);
  }
  return [a & 0xffff, (a >>> 16) & 0xffff, (b >>> 16) & 0xffff];
}
