import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { EpochReport, RunReport } from "../ports/reports/run_report.ts";

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
export function atEpochEnd(parts: readonly RunPart[], report: EpochReport): void {
  for (const part of parts) part.atEpochEnd?.(report);
}

/** Calls the hook after a boundary of every part. */
export function afterBoundary(
  parts: readonly RunPart[],
  epoch: EpochReport,
  boundary: BoundaryReport,
): void {
  for (const part of parts) part.afterBoundary?.(epoch, boundary);
}

/** Calls the hook after an epoch of every part. */
export function epochDone(parts: readonly RunPart[]): void {
  for (const part of parts) part.epochDone?.();
}

/** What every part adds to the run's report. */
export function partReports(parts: readonly RunPart[]): Partial<RunReport> {
  return Object.assign({}, ...parts.map((part) => part.report?.()));
}

/** Releases what the parts hold, the last one first. */
export function disposeParts(parts: readonly RunPart[]): void {
  for (const part of parts.toReversed()) part.dispose?.();
}
