import type { Attributes } from "../../deps.ts";
import { EmergencyLevel, type EventEnvelope } from "../../proto/mod.ts";
import type { BusChange } from "../ports/bus.ts";
import type { EmergencyWord } from "../ports/emergency.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** What the event of a change of the bus says. */
export function busChangeAttributes({ kind, count, reason }: BusChange): Attributes {
  return {
    [ATTRIBUTE.busChange]: kind,
    [ATTRIBUTE.busCount]: count,
    [ATTRIBUTE.busReason]: reason,
  };
}

/** What the event of word from another host says. */
export function busWordAttributes(word: EmergencyWord, envelope: EventEnvelope): Attributes {
  return {
    [ATTRIBUTE.busEventId]: envelope.eventId,
    [ATTRIBUTE.busEventType]: envelope.eventType,
    [ATTRIBUTE.busOrigin]: word.origin,
    [ATTRIBUTE.busTraceparent]: envelope.correlationId,
    [ATTRIBUTE.emergencyLevel]: EmergencyLevel[word.level],
    [ATTRIBUTE.emergencyReason]: word.reason,
  };
}
