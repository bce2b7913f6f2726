import type { BestEpoch } from "../metrics/best_epoch.ts";
import type { RunPlan } from "../ports/reports/run_report.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { RunHistory } from "../state/run_history.ts";
import type { RunScope } from "./run_context.ts";

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
