import type { Span } from "../../deps.ts";
import type { ControlLoop } from "./control_loop.ts";
import type { IncidentLog } from "./incidents.ts";
import type { Observers } from "./observers.ts";
import type { Pacer } from "./pacer.ts";
import type { RunMonitor } from "./run_monitor.ts";
import type { RunRecovery } from "./run_recovery.ts";
import type { Session } from "./session.ts";

/** What the parts of one run share. */
export interface RunScope {
  readonly session: Session;
  readonly incidents: IncidentLog;
  readonly observers: Observers;
  readonly control: ControlLoop;
  /** Measures the run, and says how it does. */
  readonly monitor: RunMonitor;
  readonly pacer: Pacer;
  /** Takes the run back, and makes it durable. */
  readonly recovery: RunRecovery;
  /** Told to end after the step in progress. */
  readonly signal: AbortSignal;
  /** Steps that training will have done if nothing stops this run. */
  totalSteps: number;
  /** The run's span. */
  readonly span: Span;
}
