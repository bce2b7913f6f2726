import type { Feature } from "../features.ts";

/** How a run goes: as it should, or with only what is essential. */
export type Mode = "normal" | "conservative";

/** What puts a run into conservative mode. */
export type ModeCause = "boundary/breach" | "breaker/open" | "integrity/violation" | "emergency";

/** A change of mode, or one more reason to stay in it. */
export interface ModeChange {
  /** The mode before. */
  readonly from: Mode;
  /** The mode from now on. */
  readonly to: Mode;
  /** Undefined if the mode is left. */
  readonly cause: ModeCause | undefined;
  /** What happened, for people. */
  readonly reason: string;
  /** What is shed from now on, in the order in which it is. */
  readonly shed: readonly Feature[];
  /** Epochs completed. */
  readonly epoch: number;
}
