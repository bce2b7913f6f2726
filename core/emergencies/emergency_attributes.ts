import type { Attributes } from "../../deps.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import type { ActionOutcome, Emergency, StandDown } from "../ports/emergency.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Attributes of the event of an emergency. */
export function emergencyAttributes(emergency: Emergency): Attributes {
  return {
    [ATTRIBUTE.emergencyNumber]: emergency.number,
    [ATTRIBUTE.emergencyLevel]: EmergencyLevel[emergency.level],
    [ATTRIBUTE.emergencySource]: emergency.source,
    [ATTRIBUTE.emergencyReason]: emergency.reason,
    [ATTRIBUTE.emergencyHeardAfterMs]: emergency.heardAfterMs,
    [ATTRIBUTE.emergencyRehearsal]: emergency.rehearsal === true,
  };
}

/** Attributes of the event of an emergency's action. */
export function actionAttributes(emergency: Emergency, outcome: ActionOutcome): Attributes {
  return {
    [ATTRIBUTE.emergencyNumber]: emergency.number,
    [ATTRIBUTE.emergencyLevel]: EmergencyLevel[emergency.level],
    [ATTRIBUTE.emergencyAction]: outcome.action,
    [ATTRIBUTE.emergencyStatus]: outcome.status,
    [ATTRIBUTE.emergencyBegunAfterMs]: outcome.begunAfterMs,
    [ATTRIBUTE.emergencyDoneAfterMs]: outcome.doneAfterMs,
  };
}

/** Attributes of the event of a stand-down. */
export function standDownAttributes({ reason, by }: StandDown, emergency: Emergency): Attributes {
  return {
    [ATTRIBUTE.emergencyNumber]: emergency.number,
    [ATTRIBUTE.emergencyLevel]: EmergencyLevel[emergency.level],
    [ATTRIBUTE.emergencySource]: by,
    [ATTRIBUTE.emergencyReason]: reason,
  };
}
