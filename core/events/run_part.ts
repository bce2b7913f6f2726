import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import type { StateSlice } from "../state/define_slice.ts";

/** A step that was taken. */
export interface TakenStep extends StepOutcome {
  /** How long it took, batch to weights, ms. */
  readonly stepMs: number;
}

/**
 * One concern of a run: what it owns of the state, and what it does around the steps.
 *
 * The hooks of one kind are called in the order of the parts, which `core/engine/parts.ts` lists. A hook must not hold
 * the thread for longer than a step can bear; what has to wait is an intent.
 */
export interface RunPart {
  readonly name: string;
  /** What it owns of the state, in the order in which it is restored. */
  readonly slices?: readonly StateSlice[];
  /** Before each step, and while the loop waits in validation. */
  beforeStep?(): void;
  /** After each step: looks at it, and may add an intent. */
  afterStep?(step: TakenStep): void;
  /** After a step that is not gone back over: does work between two steps. */
  betweenSteps?(step: TakenStep): void;
  /** Before a boundary, once what lies behind is measured. */
  atBoundary?(report: IntervalReport): void;
  /** Right after a boundary, before work is deferred to the steps to come. */
  afterBoundary?(report: IntervalReport, boundary: BoundaryReport): void;
  /** When everything of a boundary is over, and of its epoch if it ends one. */
  boundaryDone?(): void;
  /** Its part of the run's report. */
  report?(): Partial<RunReport>;
  /** Releases what it holds for the run. */
  dispose?(): void;
}
