import { Heap } from "./heap.ts";

/** Ids are below: two of them make a number that is exact. */
const MAX_IDS = 2 ** 26;

/** Two ids as a number; in the order of the pairs. */
export const pairKey = (left: number, right: number): number => left * MAX_IDS + right;

/** The ids of a {@link pairKey}. */
export const idsOfPair = (key: number): readonly [number, number] => [
  Math.floor(key / MAX_IDS),
  key % MAX_IDS,
];

/** Which pair of ids becomes which id. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly id: number;
}

interface Candidate {
  readonly rank: number;
  /** Places of the pair in the word. */
  readonly left: number;
  readonly right: number;
  /** What was at these places. */
  readonly key: number;
}

/** Merges in the order of their ranks, and what they make of a word. */
export class MergeTable {
  readonly #ranks = new Map<number, number>();
  readonly #ids: readonly number[];

  constructor(merges: readonly Merge[]) {
    this.#ids = merges.map(({ id }) => id);
    for (const [rank, { left, right }] of merges.entries()) {
      const key = pairKey(left, right);
      if (!this.#ranks.has(key)) this.#ranks.set(key, rank);
    }
  }

  /** Merges a word's ids: the pair of the lowest rank first, of equal ones the leftmost. Changes `ids`. */
  apply(ids: Int32Array): Int32Array {
    const next = Int32Array.from(ids, (_, at) => at + 1);
    const previous = Int32Array.from(ids, (_, at) => at - 1);
    const heap = new Heap<Candidate>(comesFirst);
    const offer = (left: number, right: number) => {
      if (left < 0 || right >= ids.length) return;
      const key = pairKey(ids[left] as number, ids[right] as number);
      const rank = this.#ranks.get(key);
      if (rank !== undefined) heap.push({ rank, left, right, key });
    };
    for (let at = 0; at + 1 < ids.length; at++) offer(at, at + 1);
    for (let best = heap.pop(); best; best = heap.pop()) {
      const { left, right, key, rank } = best;
      // The place was merged since: -1 is none of a pair.
      if (next[left] !== right || pairKey(ids[left] as number, ids[right] as number) !== key) {
        continue;
      }
      ids[left] = this.#ids[rank] as number;
      ids[right] = -1;
      const after = next[right] as number;
      next[left] = after;
      if (after < ids.length) previous[after] = left;
      offer(previous[left] as number, left);
      offer(left, after);
    }
    return ids.filter((id) => id >= 0);
  }
}

function comesFirst(a: Candidate, b: Candidate): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.left < b.left);
}
