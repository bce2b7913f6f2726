import type { CheckpointInfo } from "../checkpoint_store.ts";

/** From where a run goes on, known before its first step. */
export interface ResumeReport {
  /** The checkpoint that it goes on from. */
  readonly checkpoint: CheckpointInfo;
  /** Updates done when the run began that the checkpoint is of. */
  readonly firstStep: number;
  /** Epochs completed when that run began. */
  readonly firstEpoch: number;
  /**
   * In what the job differs from the one that wrote the checkpoint, each in effect:
   * `optimizer sgd replaces adamw, momentum carried`, `peak of cosine 0.003 -> 0.001`.
   */
  readonly differences: readonly string[];
}
