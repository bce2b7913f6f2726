import type { RecoveryTier } from "../recovery.ts";
import type { AlarmRule } from "../watchdog.ts";

/** An alarm of the watchdog, and what was done about it. */
export interface AlarmReport {
  /** What was found. */
  readonly rule: AlarmRule;
  /** What was found, with values. */
  readonly cause: string;
  /** Updates done when it was found. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
  /** What was done: training went back and around, was ended, or went on as if nothing had been. */
  readonly action: "went-back" | "gave-up" | "went-on";
  /** How often training has gone back because of the same thing, this time included. */
  readonly tries: number;
  /** Updates done in the state that training went back to. */
  readonly backTo?: number;
  /** Where that state was: `fast` in memory, `full` in a checkpoint. */
  readonly tier?: RecoveryTier;
  /** How long going back took, ms. */
  readonly durationMs?: number;
  /** Batches that were put into quarantine. */
  readonly quarantined: number;
  /** What the learning rates were multiplied by for a while; 1 for no cut. */
  readonly rateFactor: number;
  /** Updates done before the first step that was taken again with nothing to be said against it. */
  readonly firstGoodStep?: number;
  /** Updates done when training was clear of it; undefined if another alarm came first, or the run's end. */
  readonly clearStep?: number;
}
