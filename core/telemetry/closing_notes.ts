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

/** Notes what telemetry lost. */
export function noteLosses(scope: RunScope): void {
  const { spans, reason } = scope.session.services.telemetry.losses();
  if (spans === 0) return;
  const message = `telemetry lost ${spans} spans: ${reason ?? "no reason given"}`;
  scope.incidents.add({ kind: "telemetry/lost", message, ...here(scope.session) }, scope.span);
}
