import type { RunScope } from "../engine/run_context.ts";
import { here } from "../events/incidents.ts";
import type { ProfileReport } from "../ports/profiler.ts";

/** Ends the profile; returns where the time went. */
export function endProfile(scope: RunScope): ProfileReport | undefined {
  const { profiler } = scope.session.services;
  const report = profiler.end();
  if (profiler.fault !== undefined) {
    const incident = { kind: "profile/failed", message: profiler.fault, ...here(scope.session) };
    scope.incidents.add(incident, scope.span);
  }
  return report;
}

/** Notes what telemetry lost, and what it could not send in the time that a run's end has for it. */
export function noteLosses(scope: RunScope): void {
  const { spans, unsent = 0, reason } = scope.session.services.telemetry.losses();
  if (spans + unsent === 0) return;
  const lost = `telemetry lost ${spans} spans: ${reason ?? "no reason given"}`;
  const held = `telemetry could not send ${unsent} spans before the run ended`;
  const message = [spans > 0 ? [lost] : [], unsent > 0 ? [held] : []].flat().join("; ");
  scope.incidents.add({ kind: "telemetry/lost", message, ...here(scope.session) }, scope.span);
}
