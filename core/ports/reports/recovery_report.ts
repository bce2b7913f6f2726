import type { CheckpointInfo } from "../checkpoint_store.ts";
import type { RollbackOutcome } from "../recovery.ts";

/** What a run went back over, and what it made durable. */
export interface RecoveryReport {
  /** The checkpoint that it began from, where it did. */
  readonly resumedFrom?: CheckpointInfo;
  /** Each time that it went back, in order. */
  readonly rollbacks: readonly RollbackOutcome[];
  /** Checkpoints that it wrote, in order. */
  readonly checkpoints: readonly CheckpointInfo[];
}
