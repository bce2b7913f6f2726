import type { tf } from "../../deps.ts";
import type { BatchPart } from "../collective/sharding.ts";
import type { EpochState } from "./epoch_order.ts";

// B = examples in the batch

/** Examples of one micro-step as tensors on the run's backend. */
export interface Batch {
  /** Input columns, [B, ...shape] each. */
  readonly inputs: readonly tf.Tensor[];
  /** Target columns, [B, ...shape] each. */
  readonly targets: readonly tf.Tensor[];
  /** Weights of the examples, [B, ...shape]; `undefined` if each counts as 1. */
  readonly weights?: tf.Tensor;
  /** B. */
  readonly size: number;
  /** Indices of the examples, [B]. */
  readonly indices: Uint32Array;
  /**
   * Which examples of a larger batch these are, the rest of which other ranks compute. If it has none, there is one all the
   * same, which counts for nothing. @default the whole batch
   */
  readonly part?: BatchPart;
  /** Disposes the tensors. */
  dispose(): void;
}

/** Examples of the batch on all ranks. */
export function examplesOf({ part, size }: Pick<Batch, "part" | "size">): number {
  return part?.of ?? size;
}

/** Position of a feeder as plain data, from which the same batches follow. */
export interface FeederCursor {
  /** What the current epoch was drawn from. */
  readonly order: EpochState | undefined;
  /** Batches of the epoch that were used. */
  readonly batch: number;
}

/** Gives the batches of a dataset, epoch by epoch. */
export interface Feeder {
  /** Batches in an epoch; as many as are known of, if the end is not. */
  readonly batchesPerEpoch: number;
  /** Whether every batch of the epoch was used. */
  readonly atEpochEnd: boolean;
  /** Batches of the epoch that were used or skipped. */
  readonly position: number;
  /** Whether the batch at a position is the same one when training goes back to it. */
  readonly replays: boolean;
  /**
   * Returns the next batch, which the caller disposes; `undefined` once at the end of each epoch.
   *
   * @param signal Ends the wait for a batch: `undefined` is returned, and the batch is still to come once the feeder is
   * put back by {@link seek}.
   */
  next(signal?: AbortSignal): Batch | undefined | Promise<Batch | undefined>;
  /** Skips the next batch of the epoch. @throws {RangeError} At the end of an epoch. */
  skip(): void;
  /**
   * Keeps the cursor where it is until {@link release}, although batches are taken: a state that is captured while a step
   * waits for its batches is that before the step.
   */
  hold(): void;
  /** Lets the cursor follow the batches again. Returns whether it was held: `seek()` ends that. */
  release(): boolean;
  /** Returns the position of the feeder. */
  cursor(): FeederCursor;
  /** Moves the feeder to the position `cursor`. */
  seek(cursor: FeederCursor): void;
  /** Drops prefetched batches. */
  dispose(): void;
}
