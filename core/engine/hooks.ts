import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { RunReport } from "../ports/reports/run_report.ts";

/** The hooks of the hot path, resolved once an epoch: a part without a hook costs nothing. */
export interface StepHooks {
  readonly beforeStep: readonly (() => void)[];
  readonly afterStep: readonly ((step: TakenStep) => void)[];
  readonly betweenSteps: readonly ((step: TakenStep) => void)[];
}

/** The hooks around steps, in the order of `parts`. */
export function stepHooks(parts: readonly RunPart[]): StepHooks {
  return {
    beforeStep: parts.flatMap((part) => part.beforeStep?.bind(part) ?? []),
    afterStep: parts.flatMap((part) => part.afterStep?.bind(part) ?? []),
    betweenSteps: parts.flatMap((part) => part.betweenSteps?.bind(part) ?? []),
  };
}

/** Calls the hook before a boundary of every part. */
export function atBoundary(parts: readonly RunPart[], report: IntervalReport): void {
  for (const part of parts) part.atBoundary?.(report);
}

/** Calls the hook after a boundary of every part. */
export function afterBoundary(
  parts: readonly RunPart[],
  report: IntervalReport,
  boundary: BoundaryReport,
): void {
  for (const part of parts) part.afterBoundary?.(report, boundary);
}

/** Calls the hook after everything of a boundary of every part. */
export function boundaryDone(parts: readonly RunPart[]): void {
  for (const part of parts) part.boundaryDone?.();
}

/** What every part adds to the run's report. */
export function partReports(parts: readonly RunPart[]): Partial<RunReport> {
  return Object.assign({}, ...parts.map((part) => part.report?.()));
}

/** Releases what the parts hold, the last one first. */
export function disposeParts(parts: readonly RunPart[]): void {
  for (const part of parts.toReversed()) part.dispose?.();
}
