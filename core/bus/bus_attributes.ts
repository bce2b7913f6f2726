import type { Attributes } from "../../deps.ts";
import { EmergencyLevel, type EventEnvelope } from "../../proto/mod.ts";
import type { BusChange } from "../ports/bus.ts";
import type { EmergencyNotice } from "../ports/emergency.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Attributes of the event of a change of the bus. */
export function busChangeAttributes({ kind, count, reason }: BusChange): Attributes {
  return {
    [ATTRIBUTE.busChange]: kind,
    [ATTRIBUTE.busCount]: count,
    [ATTRIBUTE.busReason]: reason,
  };
}

/** Attributes of the event of an emergency of another host. */
export function busNoticeAttributes(word: EmergencyNotice, envelope: EventEnvelope): Attributes {
  return {
    [ATTRIBUTE.busEventId]: envelope.eventId,
    [ATTRIBUTE.busEventType]: envelope.eventType,
    [ATTRIBUTE.busOrigin]: word.origin,
    [ATTRIBUTE.busTraceparent]: envelope.correlationId,
    [ATTRIBUTE.emergencyLevel]: EmergencyLevel[word.level],
    [ATTRIBUTE.emergencyReason]: word.reason,
  };
}
