import type { Span } from "../../deps.ts";
import type { BestEpoch } from "../metrics/best_epoch.ts";
import type { RunPlan } from "../ports/reports/run_report.ts";
import type { Pacer } from "../runtime/mod.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { RunHistory } from "../state/run_history.ts";
import type { RunParts } from "./parts.ts";
import type { Session } from "./session.ts";

/** Where a run is to end. */
export interface RunTarget {
  /** Steps done before the run began; another number once it has been resumed. */
  firstStep: number;
  /** Steps that training will have done if nothing stops the run; likewise. */
  totalSteps: number;
}

/** One run: what the loop itself works with. Concerns get what they need from `parts.ts`. */
export interface RunContext {
  readonly session: Session;
  /** What it is going to do; of a run that is resumed, what is going to run once it stands where its checkpoint does. */
  plan: RunPlan;
  readonly options: CheckedRunOptions;
  readonly parts: RunParts;
  readonly best: BestEpoch;
  readonly history: RunHistory;
  readonly pacer: Pacer;
  readonly target: RunTarget;
  /** The run's span. */
  readonly span: Span;
  readonly startedMs: number;
}
