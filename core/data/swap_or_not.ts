import type { RandomStream } from "../random.ts";

/** After so many rounds a place tells nothing of where it came from: (1/2)^(r/2) n^(3/2) < 2^-20 for n up to 2^24. */
const ROUNDS = 120;

/**
 * A random permutation of [0, size), of which each value is computed by itself: it takes the memory of its keys alone.
 *
 * In each round x and its partner k - x (mod size) change places, if a bit drawn for the pair says so.
 *
 * @see Hoang, Morris and Rogaway 2012, "An enciphering scheme based on a card shuffle", arXiv:1208.1176, figure 1.
 */
export class SwapOrNot {
  readonly #size: number;
  readonly #partners: Float64Array;
  readonly #salts: Int32Array;

  /** @param size Values of the permutation, at most 2^32. */
  constructor(size: number, random: RandomStream) {
    this.#size = size;
    this.#partners = Float64Array.from({ length: ROUNDS }, () => random.below(size));
    this.#salts = Int32Array.from({ length: ROUNDS }, () => random.below(2 ** 32));
  }

  /** Returns the value at `place`, in [0, size). */
  at(place: number): number {
    let value = place;
    for (let round = 0; round < ROUNDS; round++) {
      const distance = (this.#partners[round] as number) - value;
      const partner = distance < 0 ? distance + this.#size : distance;
      const pair = Math.max(value, partner);
      if (mixed(pair ^ (this.#salts[round] as number)) & 1) value = partner;
    }
    return value;
  }
}

/** Spreads every bit over all 32: the finalizer of Appleby's MurmurHash3. */
function mixed(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
