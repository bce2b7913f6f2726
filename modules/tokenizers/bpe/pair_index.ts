import { BYTE_ORDER, idsOfPair, pairKey } from "../_byte_pairs/mod.ts";

const encoder = new TextEncoder();

/** Words of a corpus as ids, and the pairs of ids in them. */
export class PairIndex {
  readonly #words: Int32Array[] = [];
  readonly #counts: number[] = [];
  /** How often each pair occurs. */
  readonly #pairs = new Map<number, number>();
  /** Words that a pair was seen in; it may be gone from some. */
  readonly #places = new Map<number, number[]>();

  /** @param words How often each word occurs. */
  constructor(words: ReadonlyMap<string, number>) {
    const idOf = new Int32Array(256);
    for (const [id, byte] of BYTE_ORDER.entries()) idOf[byte] = id;
    for (const [word, count] of words) {
      const ids = Int32Array.from(encoder.encode(word), (byte) => idOf[byte] as number);
      const place = this.#words.push(ids) - 1;
      this.#counts.push(count);
      this.#change(ids, count);
      for (const pair of new Set(pairsOf(ids))) this.#note(pair, place);
    }
  }

  /** Every pair that occurs. */
  get pairs(): Iterable<number> {
    return this.#pairs.keys();
  }

  /** How often a pair occurs. */
  count(pair: number): number {
    return this.#pairs.get(pair) ?? 0;
  }

  /** Replaces a pair by an id wherever it occurs. Returns the pairs with that id that came about. */
  merge(pair: number, id: number): Iterable<number> {
    const places = new Set(this.#places.get(pair));
    this.#places.delete(pair);
    const found = new Set<number>();
    for (const place of places) {
      const before = this.#words[place] as Int32Array;
      const after = mergeWord(before, idsOfPair(pair), id);
      const count = this.#counts[place] as number;
      this.#change(before, -count);
      this.#change(after, count);
      this.#words[place] = after;
      for (const own of new Set(pairsOf(after))) {
        if (!idsOfPair(own).includes(id)) continue;
        this.#note(own, place);
        found.add(own);
      }
    }
    return found;
  }

  #change(ids: Int32Array, change: number): void {
    for (const pair of pairsOf(ids)) {
      const count = this.count(pair) + change;
      if (count > 0) this.#pairs.set(pair, count);
      else this.#pairs.delete(pair);
    }
  }

  #note(pair: number, place: number): void {
    const places = this.#places.get(pair);
    if (places) places.push(place);
    else this.#places.set(pair, [place]);
  }
}

function pairsOf(ids: Int32Array): Float64Array {
  const pairs = new Float64Array(Math.max(0, ids.length - 1));
  for (let at = 0; at < pairs.length; at++) {
    pairs[at] = pairKey(ids[at] as number, ids[at + 1] as number);
  }
  return pairs;
}

/** Replaces a pair in a word by an id, from the left. */
function mergeWord(ids: Int32Array, [left, right]: readonly [number, number], id: number) {
  const merged = new Int32Array(ids.length);
  let length = 0;
  for (let at = 0; at < ids.length; at++) {
    const isPair = ids[at] === left && ids[at + 1] === right;
    merged[length++] = isPair ? id : (ids[at] as number);
    if (isPair) at += 1;
  }
  return merged.slice(0, length);
}
