import type { Feature } from "./features.ts";
import type { IntervalReport } from "./reports/interval_report.ts";
import type { EpochReport } from "./reports/run_report.ts";

/** What a task may look at. */
export interface EpochTaskContext {
  /** The epoch that ended. */
  readonly epoch: EpochReport;
  /** Bytes of the `SystemStatePacket` of its boundary. */
  readonly packet: Uint8Array;
}

/** What a task may look at after a boundary within an epoch. */
export interface IntervalTaskContext extends IntervalReport {
  /** Bytes of the `SystemStatePacket` of its boundary. */
  readonly packet: Uint8Array;
}

/** What a task yields where nothing is left to do until another thread has done its part: the slice ends there. */
// biome-ignore lint/suspicious/noConfusingVoidType: most tasks are generators that yield nothing.
export type TaskPause = "waiting" | void;

/**
 * Work that follows an epoch's boundary and that training does not wait for. Any number a run.
 *
 * It is done in slices between the steps of the next epoch, and is the first thing to be given up where time is short.
 *
 * A provider must: (1) do at most a millisecond's work between two `yield`s; (2) bear never being finished.
 */
export interface EpochTask {
  /** Name in events. */
  readonly name: string;
  /** What it is: says when it is shed. */
  readonly feature: Feature;
  /** Begins the work; undefined if there is none after this epoch. */
  start(context: EpochTaskContext): Iterator<TaskPause> | undefined;
  /** Begins the work that follows a boundary within an epoch. @default there is none */
  startWithin?(context: IntervalTaskContext): Iterator<TaskPause> | undefined;
}
