import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { ProfileReport, Profiler } from "../ports/profiler.ts";
import type { Telemetry } from "../ports/telemetry.ts";

/** Ends the profile; returns where the time went. */
export function endProfile(profiler: Profiler, events: RunEventEmitter): ProfileReport | undefined {
  const profile = profiler.end();
  if (profiler.fault !== undefined) events.emit("profile/failed", { message: profiler.fault });
  return profile;
}

/** Reports what telemetry lost, and what it could not send in the time that a run's end has for it. */
export function reportLosses(telemetry: Telemetry, events: RunEventEmitter): void {
  const { spans, unsent = 0, reason } = telemetry.losses();
  if (spans + unsent > 0) events.emit("telemetry/lost", { spans, unsent, reason });
}
