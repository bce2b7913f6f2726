import type { Span } from "../../deps.ts";
import type { CheckpointInfo } from "./checkpoint_store.ts";

/** Where a state was found to go back to: in memory, in a checkpoint, or nowhere, so that the run ends. */
export type RecoveryTier = "fast" | "full" | "emergency";

/** That training is to go back. */
export interface RollbackRequest {
  /** Updates done in the state that is wanted, at most: the nearest at or before it is gone back to. */
  readonly atOrBefore: number;
  /** What led to it, for people. */
  readonly reason: string;
  /** Tier to begin with. @default "fast" */
  readonly tier?: Exclude<RecoveryTier, "emergency">;
  /** Whether it says nothing of how the training goes: an operator may ask as often as they like. @default false */
  readonly byOperator?: boolean;
  /** The span that the rollback belongs to. @default the run's */
  readonly span?: Span;
}

/** What came of a rollback. */
export interface RollbackOutcome {
  /** Whether training continues from an earlier state. */
  readonly recovered: boolean;
  /** The last tier that was tried. */
  readonly tier: RecoveryTier;
  /** Updates done when it was asked for. */
  readonly fromStep: number;
  /** Updates done now. */
  readonly step: number;
  /** How long it took, ms. */
  readonly durationMs: number;
  /** What led to it. */
  readonly reason: string;
  /** Why each tier before was no help. */
  readonly failures: readonly { readonly tier: RecoveryTier; readonly reason: string }[];
}

/**
 * Takes a run back to where it stood, and makes where it stands durable. Every call is for between two steps.
 */
export interface Recovery {
  /** Holds the state as it is now. Returns why it could not. */
  snapshot(): string | undefined;
  /** Goes back at once: from memory, else from a checkpoint, else the run ends in a level 4 emergency. Never throws. */
  rollBack(request: RollbackRequest): Promise<RollbackOutcome>;
  /** Asks for a rollback before the next step; for who is called inside a boundary. The last to ask is heard. */
  request(request: RollbackRequest): void;
  /**
   * Writes a checkpoint of the state as it is now, and waits until it exists.
   *
   * @param reason Why, for people.
   * @returns The checkpoint; undefined if there is no store, or it could not be written, which is an incident.
   */
  saveNow(reason: string): Promise<CheckpointInfo | undefined>;
}
