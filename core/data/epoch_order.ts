import type { Dataset } from "../ports/dataset.ts";
import type { RandomState, RandomStream } from "../random.ts";
import { BlockShuffle } from "./block_shuffle.ts";
import { FullShuffle } from "./full_shuffle.ts";

/** The order in which the examples of an epoch are seen. */
export interface EpochOrder {
  /** What the current epoch was drawn from; `undefined` if every epoch has the same order. */
  readonly state: RandomState | undefined;
  /** Draws the next epoch, or that of `state`. */
  draw(state?: RandomState): void;
  /** Returns the examples at the places from `from` up to `to` of the current epoch. */
  indices(from: number, to: number): Uint32Array;
}

/**
 * Returns the order of a dataset's examples, with its first epoch drawn: by blocks if the dataset has blocks, else
 * one permutation of all of them; as they lie without a `stream`.
 */
export function epochOrder({ size, blocks }: Dataset, stream?: RandomStream): EpochOrder {
  if (!stream) return FIXED_ORDER;
  return blocks ? new BlockShuffle(size, blocks, stream) : new FullShuffle(size, stream);
}

const FIXED_ORDER: EpochOrder = {
  state: undefined,
  draw: () => {},
  indices: (from, to) => Uint32Array.from({ length: to - from }, (_, at) => from + at),
};
