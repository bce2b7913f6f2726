import { BYTE_CHARACTERS, BYTE_ORDER, Heap, idsOfPair, type Merge } from "../_byte_pairs/mod.ts";
import { PairIndex } from "./pair_index.ts";

/** Times that a pair must occur: from a token that occurs once nothing is learned. */
const MIN_COUNT = 2;

/** What was learned from the words of a corpus. */
export interface LearnedMerges {
  /** Tokens in the order of their ids, as a vocabulary writes them. */
  readonly tokens: readonly string[];
  /** Merges in the order of their ranks. */
  readonly merges: readonly Merge[];
}

interface Candidate {
  readonly pair: number;
  readonly count: number;
}

/**
 * Learns byte pairs: merges the most frequent pair of ids to a new one, again and again. Of equally frequent pairs, the
 * one of the smaller ids is first. A pair that spells a token which is there becomes that token.
 *
 * @param words How often each word occurs.
 * @param size Tokens to learn, the 256 bytes among them; fewer if no pair occurs twice any more.
 * @see Sennrich et al. 2016, arXiv:1508.07909, algorithm 1; ties as in `BpeTrainer` of Hugging Face's tokenizers.
 */
export function learnMerges(words: ReadonlyMap<string, number>, size: number): LearnedMerges {
  const tokens = BYTE_ORDER.map((byte) => BYTE_CHARACTERS[byte] as string);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges: Merge[] = [];
  const index = new PairIndex(words);
  const heap = new Heap<Candidate>(comesFirst);
  const offer = (pairs: Iterable<number>) => {
    for (const pair of pairs) {
      const count = index.count(pair);
      if (count >= MIN_COUNT) heap.push({ pair, count });
    }
  };
  offer(index.pairs);
  while (tokens.length < size) {
    const best = heap.pop();
    if (!best) break;
    if (best.count !== index.count(best.pair)) {
      offer([best.pair]);
      continue;
    }
    const [left, right] = idsOfPair(best.pair);
    const token = `${tokens[left]}${tokens[right]}`;
    const id = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, id);
    merges.push({ left, right, id });
    offer(index.merge(best.pair, id));
  }
  return { tokens, merges };
}

function comesFirst(a: Candidate, b: Candidate): boolean {
  return a.count > b.count || (a.count === b.count && a.pair < b.pair);
}
