import type { Skipped } from "./skipped.ts";

/** A part of the boundary with a time of its own. */
export type Phase = "assemble" | "decide" | "apply" | "guard";

/** How long a part may take, and took. */
export interface PhaseReport {
  /** What it may take, ms. */
  readonly budgetMs: number;
  /** What it took, ms. */
  readonly actualMs: number;
}

/** A time that was exceeded. */
export interface Breach extends PhaseReport {
  /** Which part, or the boundary as a whole. */
  readonly phase: Phase | "total";
}

/** One boundary. */
export interface BoundaryReport {
  /** The epoch that it ended, or lies in, from 1. */
  readonly epoch: number;
  /** Updates done, if it lies within the epoch. */
  readonly step?: number;
  /** What it took as a whole, ms. */
  readonly totalMs: number;
  /** What of that the machine took: the loop's thread was ready and had no processor, ms. 0 where the system does not tell. */
  readonly machineMs: number;
  /** Each part with its budget. */
  readonly phases: Readonly<Record<Phase, PhaseReport>>;
  /** Times that were exceeded. */
  readonly breaches: readonly Breach[];
  /** What was not done, and why. */
  readonly skipped: readonly Skipped[];
}
