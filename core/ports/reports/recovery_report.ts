import type { CheckpointInfo } from "../checkpoint_store.ts";
import type { RollbackOutcome } from "../recovery.ts";

/** What a run went back over, and what it made durable. */
export interface RecoveryReport {
  /** The checkpoint that it began from, where it did. */
  readonly resumedFrom?: CheckpointInfo;
  /** In what the job differed from the one that wrote that checkpoint, each in effect; omitted if nothing did. */
  readonly differences?: readonly string[];
  /** Each time that it went back, in order. */
  readonly rollbacks: readonly RollbackOutcome[];
  /** Checkpoints that it wrote, in order. */
  readonly checkpoints: readonly CheckpointInfo[];
}
