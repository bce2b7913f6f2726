import { EmergencyLevel } from "../../proto/mod.ts";
import { Pilot } from "../autopilot/alarm_responder.ts";
import type { NoteIncident } from "../boundary/control_log.ts";
import { ControlLoop } from "../boundary/control_loop.ts";
import { serveEmergencies } from "../emergencies/emergency_recovery.ts";
import { here, IncidentLog } from "../events/incidents.ts";
import { Observers } from "../events/observers.ts";
import { MemoryWatch } from "../memory/memory_watch.ts";
import type { Incident } from "../ports/reports/incident.ts";
import { DeadlineFlag } from "../recovery/deadline_flag.ts";
import { RunRecovery } from "../recovery/run_recovery.ts";
import { Pacer } from "../runtime/mod.ts";
import { planAttributes } from "../telemetry/attributes.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { RunMonitor } from "../telemetry/run_monitor.ts";
import { startSpan } from "../telemetry/spans.ts";
import { participantsOf } from "./participants.ts";
import type { RunScope } from "./run_context.ts";
import type { Run } from "./run_in_progress.ts";
import type { Session } from "./session.ts";

/** What a scope is made from. */
interface ScopeParts extends Pick<Run, "plan" | "best" | "history"> {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly totalSteps: number;
  readonly halt: AbortController;
}

/** Opens what the parts of one run share. */
export function openScope({
  session,
  plan,
  totalSteps,
  halt,
  best,
  history,
  signal: outer,
}: ScopeParts): RunScope {
  const { clock, observers, telemetry } = session.services;
  const span = startSpan(telemetry.tracer, SPAN.run, planAttributes(plan));
  const listening: Observers = new Observers(observers, (message) =>
    incidents.add({ kind: "observer/failed", message, ...here(session) }, span),
  );
  const incidents = new IncidentLog(telemetry.tracer, (incident: Incident) => {
    monitor.incident(incident);
    listening.each((observer) => observer.onIncident?.(incident));
  });
  const aim = { totalSteps };
  const { runId } = plan;
  const note: NoteIncident = (kind, message) =>
    incidents.add({ kind, message, ...here(session) }, span);
  const flag = new DeadlineFlag();
  // What the loop notes while it is being made is before there is a mode.
  const begun: { control?: ControlLoop } = {};
  const monitor: RunMonitor = new RunMonitor({
    session,
    span,
    mode: () => begun.control?.mode ?? "normal",
    level: () => session.emergencies.current?.level ?? EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED,
  });
  const control: ControlLoop = new ControlLoop({
    session,
    runId,
    aim,
    span,
    note,
    flag,
    halt: (reason) => halt.abort(reason),
    recovery: () => recovery,
  });
  begun.control = control;
  const participants = participantsOf(session, control.sections, best, history, note);
  const recovery: RunRecovery = new RunRecovery({
    session,
    history,
    runId,
    participants,
    span,
    note,
    flag,
  });
  const pilot = new Pilot({ session, recovery, incidents, span });
  const stopServing = serveEmergencies({ session, recovery, pilot });
  const memory = new MemoryWatch({ session, best, recovery, span, note });
  const signal = AbortSignal.any([outer, halt.signal]);
  const pacer = new Pacer(clock, session.settings.yieldEveryMs);
  return {
    session,
    incidents,
    observers: listening,
    control,
    monitor,
    recovery,
    pilot,
    memory,
    pacer,
    signal,
    aim,
    span,
    dispose: () => {
      for (const stop of stopServing) stop();
      recovery.dispose();
    },
  };
}
