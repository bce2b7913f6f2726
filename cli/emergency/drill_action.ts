import { ATTRIBUTE } from "../../core/mod.ts";

/** One action of a run in a rehearsal. */
export interface DrillAction {
  readonly action: string;
  readonly status: string;
  /** Time since the operator raised the emergency, ms. */
  readonly begun_after_ms: number;
  readonly done_after_ms: number;
}

/** Parses the attributes of an event if it belongs to the rehearsal with this reason. */
export function drillActionOf(
  attributes: Readonly<Record<string, string>>,
  reason: string,
): DrillAction | undefined {
  if (attributes[ATTRIBUTE.emergencyReason] !== reason) return undefined;
  const heardMs = Number(attributes[ATTRIBUTE.emergencyHeardAfterMs]);
  return {
    action: attributes[ATTRIBUTE.emergencyAction] ?? "",
    status: attributes[ATTRIBUTE.emergencyStatus] ?? "",
    begun_after_ms: heardMs + Number(attributes[ATTRIBUTE.emergencyBegunAfterMs]),
    done_after_ms: heardMs + Number(attributes[ATTRIBUTE.emergencyDoneAfterMs]),
  };
}
