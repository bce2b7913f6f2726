import { ATTRIBUTE } from "../../core/mod.ts";

/** What a run did at a rehearsal. */
export interface DrillAction {
  readonly action: string;
  readonly status: string;
  /** From the moment when the operator raised it, ms. */
  readonly begun_after_ms: number;
  readonly done_after_ms: number;
}

/** What the attributes of an event say, where it is of the rehearsal with this reason. */
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
