import { ATTRIBUTE, type ObservedEvent } from "../../../core/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import type { RunRecord } from "../_runs/mod.ts";

/** What of a record is the state that a run is in. */
type RunState = Pick<RunRecord, "paused" | "mode" | "emergency">;

/** What an event changes of the state that a run is in; undefined if nothing. */
export function stateAfter(
  { kind, attributes = {} }: ObservedEvent,
  { emergency }: RunState,
): RunState | undefined {
  switch (kind) {
    case "pause":
      return { paused: attributes[ATTRIBUTE.paused] === true };
    case "mode":
      return { mode: String(attributes[ATTRIBUTE.modeTo]) };
    case "emergency/stood-down":
      return { emergency: null };
    case "emergency/raised":
      return attributes[ATTRIBUTE.emergencyRehearsal] === true
        ? undefined
        : higher(String(attributes[ATTRIBUTE.emergencyLevel]), emergency);
    default:
      return undefined;
  }
}

/** A lower level than the one in force changes nothing. */
function higher(raised: string, inForce: string | null | undefined): RunState | undefined {
  return levelOf(raised) > levelOf(inForce) ? { emergency: raised } : undefined;
}

function levelOf(name: string | null | undefined): number {
  return EmergencyLevel[(name ?? "") as keyof typeof EmergencyLevel] ?? 0;
}
