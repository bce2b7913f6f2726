import type { Telemetry } from "./telemetry.ts";

/** What the training's thread does: exactly one of these at any time. */
export type LoopPhase =
  /** Waiting: for a batch, for timers and I/O. */
  | "idle"
  | "forward"
  | "backward"
  /** Making one gradient of several, and reading norm and loss. */
  | "aggregate"
  /** Setting rates, looking at loss and norm. */
  | "guard"
  | "optimize"
  /** Handing over spans, metrics and reports. */
  | "telemetry"
  /** What follows a boundary, in slices. */
  | "deferred"
  | "validation"
  | "boundary";

/** How often a kernel ran, and for how long. */
export interface KernelTime {
  /** As tfjs calls it: `Conv2D`. */
  readonly name: string;
  /** How often it ran. */
  readonly calls: number;
  /** All calls together, without the kernels that they called, ms. */
  readonly ms: number;
}

/** Where the time of the steps went that were profiled. */
export interface ProfileReport {
  /** Path of the profile. */
  readonly path: string;
  /** Steps in it. */
  readonly steps: number;
  /** Time from the first of them to the end of the last, ms. */
  readonly wallMs: number;
  /** Time of each phase, ms; they add up to the time as a whole. */
  readonly phases: Readonly<Partial<Record<LoopPhase, number>>>;
  /** Kernels, the longest first. */
  readonly kernels: readonly KernelTime[];
}

/**
 * Looks closely at some steps of a run.
 *
 * A provider must: (1) cost nothing outside of its steps; (2) change nothing of the run; (3) never throw into it, and say in
 * `fault` what went wrong; (4) leave tfjs as it was, and no file open, after `end()`.
 */
export interface Profiler {
  /** Name in reports. */
  readonly name: string;
  /** Why there is no profile, or not all of it; undefined if nothing went wrong. */
  readonly fault: string | undefined;
  /** The same telemetry, of whose spans the profiler hears too; the very same where it does not want to. */
  watch(telemetry: Telemetry): Telemetry;
  /** Says that step `number` begins, from 1; undefined where profiling is to be done without for now. */
  step(number: number | undefined): void;
  /** Says what the thread does from now on. */
  enter(phase: LoopPhase): void;
  /** Says that the run is over. Returns where the time went; undefined if nothing was profiled. */
  end(): ProfileReport | undefined;
}
