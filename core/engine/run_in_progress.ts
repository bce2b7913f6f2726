import type { RunPlan } from "../report.ts";
import type { CheckedRunOptions } from "../trainer/settings.ts";
import type { BestEpoch } from "./best_epoch.ts";
import type { RunScope } from "./run_scope.ts";
import type { RunHistory } from "./run_section.ts";

/** A run in progress: what it did so far, and what it needs to go on. */
export interface Run {
  readonly scope: RunScope;
  /** Aborted where an emergency ended the run. */
  readonly halt: AbortSignal;
  readonly plan: RunPlan;
  readonly options: CheckedRunOptions;
  readonly best: BestEpoch;
  readonly history: RunHistory;
  readonly startedMs: number;
}
