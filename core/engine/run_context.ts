import type { Span } from "../../deps.ts";
import type { Pilot } from "../autopilot/alarm_responder.ts";
import type { ControlLoop } from "../boundary/control_loop.ts";
import type { IncidentLog } from "../events/incidents.ts";
import type { Observers } from "../events/observers.ts";
import type { MemoryWatch } from "../memory/memory_watch.ts";
import type { RunRecovery } from "../recovery/run_recovery.ts";
import type { Pacer } from "../runtime/mod.ts";
import type { RunMonitor } from "../telemetry/run_monitor.ts";
import type { Session } from "./session.ts";

/** Where a run is to end. */
export interface Aim {
  /** Steps that training will have done if nothing stops the run; another number once it has been resumed. */
  totalSteps: number;
}

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
  /** Has an eye on the numbers, and takes the run back where they are bad. */
  readonly pilot: Pilot;
  /** Counts tensors by owner. */
  readonly memory: MemoryWatch;
  /** Told to end after the step in progress. */
  readonly signal: AbortSignal;
  /** Where it is to end. */
  readonly aim: Aim;
  /** The run's span. */
  readonly span: Span;
  /** Lets go of the states in memory, and of emergencies. */
  dispose(): void;
}
