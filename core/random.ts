import { createHash } from "node:crypto";
import { type RandomGenerator, uniformFloat64, xoroshiro128plusFromState } from "../deps_worker.ts";

/** State of a random stream. */
export type RandomState = readonly number[];

/**
 * A stream of random numbers, determined by a seed and a name, whose state can be saved and restored.
 *
 * Streams with different names are independent: drawing more from one (dropout) does not change
 * another (shuffling). The generator is xoroshiro128+.
 *
 * @see Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators", doi:10.1145/3460772.
 */
export class RandomStream {
  #generator: RandomGenerator;

  /**
   * Creates a stream at its start.
   *
   * @param seed The run's seed.
   * @param name Purpose of the numbers: `shuffle`, `dropout`.
   */
  constructor(seed: number, name: string) {
    const digest = createHash("sha256").update(`${seed}/${name}`).digest();
    this.#generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32LE(at)));
  }

  /** Returns the next number, uniform in [0, 1). */
  next(): number {
    return uniformFloat64(this.#generator);
  }

  /** Returns the next whole number, uniform in [0, `bound`), for `bound` up to 2^32. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Returns the state. */
  state(): RandomState {
    return this.#generator.getState();
  }

  /** Restores a state. */
  restore(state: RandomState): void {
    this.#generator = xoroshiro128plusFromState(state);
  }
}

/**
 * Runs `work` with `Math.random` drawing from `stream`.
 *
 * tfjs seeds initializers and dropout from `Math.random`, so this makes any network's random numbers
 * follow from the run's seed. `work` must not be asynchronous: nothing else may run in between.
 */
export function withSeededMathRandom<T>(stream: RandomStream, work: () => T): T {
  const original = Math.random;
  Math.random = () => stream.next();
  try {
    return work();
  } finally {
    Math.random = original;
  }
}
