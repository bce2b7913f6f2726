import type { TrainingState } from "./training_state.ts";

/**
 * Keeps states of a run in memory, to go back to at once: the fast tier of a rollback.
 *
 * A provider must: (1) keep to its own bounds of count and bytes, and count each byte that it holds once; (2) refuse a state
 * that is too large by itself without letting go of others; (3) give back every tensor that it lets go of; (4) copy no
 * number.
 */
export interface SnapshotStore {
  /** Name in reports. */
  readonly name: string;
  /** Steps between two states that are taken; 0 if none ever is. */
  readonly everySteps: number;
  /** States that it holds. */
  readonly count: number;
  /** Tensors that it holds. */
  readonly tensors: number;
  /** Bytes that it holds. */
  readonly bytes: number;
  /**
   * Takes a state over, replacing one of the same step.
   *
   * @returns Why it was refused; it is the caller's still then.
   */
  add(state: TrainingState): string | undefined;
  /** The state that was taken nearest at or before `step`; stays the store's. */
  nearest(step: number): TrainingState | undefined;
  /** Lets go of what was taken after `step`: it belongs to a past that did not happen. */
  forgetAfter(step: number): void;
  /** Lets go of everything. */
  dispose(): void;
}
