import type { Span } from "../../deps.ts";
import type { BestEpoch } from "../metrics/best_epoch.ts";
import type { RunPlan } from "../ports/reports/run_report.ts";
import type { Pacer } from "../runtime/mod.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { RunTarget } from "../state/progress.ts";
import type { RunHistory } from "../state/run_history.ts";
import type { RunParts } from "./parts.ts";
import type { Session } from "./session.ts";

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
