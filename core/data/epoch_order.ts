import type { Dataset } from "../ports/dataset.ts";
import type { RandomStream } from "../random.ts";
import { BlockShuffle } from "./block_shuffle.ts";
import { FullShuffle } from "./full_shuffle.ts";
import { SequenceOrder } from "./sequence_order.ts";

/** What an epoch is drawn from: the state of the stream that shuffles it, or its number in a sequence. */
export type EpochState = readonly number[];

/** The order in which the examples of an epoch are seen. */
export interface EpochOrder {
  /** What the current epoch was drawn from; `undefined` if every epoch has the same order. */
  readonly state: EpochState | undefined;
  /** Draws the next epoch, or that of `state`. */
  draw(state?: EpochState): void;
  /** Returns the examples at the places from `from` up to `to` of the current epoch. */
  indices(from: number, to: number): Uint32Array;
  /** Returns the number of the window of blocks that a place is in; only if there are blocks. */
  windowOf?(place: number): number;
  /** Returns the blocks of a window in their order; none after the last window. */
  blocksOf?(window: number): readonly number[];
}

/**
 * Returns the order of a dataset's examples, with its first epoch drawn: by blocks if the dataset has blocks, else
 * one permutation of all of them; as they lie without a `stream`, and if they come one after the other.
 */
export function epochOrder(dataset: Dataset, stream?: RandomStream): EpochOrder {
  const { size, blocks, sequence } = dataset;
  if (!stream) return FIXED_ORDER;
  if (sequence) return new SequenceOrder(sequence);
  return blocks ? new BlockShuffle(size, blocks, stream) : new FullShuffle(size, stream);
}

const FIXED_ORDER: EpochOrder = {
  state: undefined,
  draw: () => {},
  indices: indicesBetween,
};

/** The whole numbers from `from` up to `to`. */
export function indicesBetween(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, at) => from + at);
}
