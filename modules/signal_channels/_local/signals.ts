import type { RunSignal, SignalRequest } from "../../../core/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";

const NOTHING = EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED;

/** What stands where nothing was written. */
export const NO_SIGNAL: RunSignal = {
  number: 0,
  level: NOTHING,
  reason: "",
  origin: "",
  rehearsal: false,
  pid: 0,
  monotonicMs: 0,
};

/** Whether a request takes the place of what is in force: a rehearsal gives way to everything, and comes before nothing. */
export function isHigher({ level, rehearsal = false }: SignalRequest, now: RunSignal): boolean {
  const inForce = now.rehearsal ? NOTHING : now.level;
  return rehearsal ? inForce === NOTHING : level > inForce;
}
