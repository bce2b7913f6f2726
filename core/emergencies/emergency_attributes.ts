import type { Attributes } from "../../deps.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import type { ActionOutcome, Emergency, StandDown } from "../ports/emergency.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** What the event of an emergency says. */
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

/** What the event of an action says that an emergency asked for. */
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

/** What the event of a stand-down says. */
export function standDownAttributes({ reason, by }: StandDown, emergency: Emergency): Attributes {
  return {
    [ATTRIBUTE.emergencyNumber]: emergency.number,
    [ATTRIBUTE.emergencyLevel]: EmergencyLevel[emergency.level],
    [ATTRIBUTE.emergencySource]: by,
    [ATTRIBUTE.emergencyReason]: reason,
  };
}
