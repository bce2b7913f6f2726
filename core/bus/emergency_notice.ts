import {
  EmergencyLevel,
  EmergencySignal,
  type EventEnvelope,
  type FieldsOf,
  LEYLINE_VERSION,
  MessagePriority,
  toTimestamp,
} from "../../proto/mod.ts";
import { safeText, TolariaError } from "../errors/mod.ts";
import type { EmergencyNotice, NoticeKind } from "../ports/emergency.ts";
import { envelopeOf } from "./envelope.ts";

const TYPES: Readonly<Record<string, NoticeKind>> = {
  "tolaria.emergency.raised": "raised",
  "tolaria.emergency.rehearsed": "rehearsed",
  "tolaria.emergency.stood-down": "stood-down",
};

const PAYLOAD_TYPE = "esper.leyline.v1.EmergencySignal";

/** Longest reason and origin accepted from another host. */
const MAX_TEXT = 500;

/** Encodes an emergency as a message. */
export function wrapNotice(
  { kind, level, reason, origin, runId }: EmergencyNotice,
  now: { readonly monotonicMs: number; readonly wallMs: number },
  traceparent: string | undefined,
): FieldsOf<typeof EventEnvelope> {
  const payload = EmergencySignal.encode({
    version: LEYLINE_VERSION,
    level,
    reason: clean(reason),
    origin: clean(origin),
    monotonicMs: Math.round(now.monotonicMs),
    issuedAt: toTimestamp(now.wallMs),
    trainingRunId: runId,
  });
  const message = {
    eventType: `tolaria.emergency.${kind}`,
    payloadType: PAYLOAD_TYPE,
    payload,
    priority: MessagePriority.MESSAGE_PRIORITY_CRITICAL,
    routingKeys: runId ? [runId] : [],
    ...(traceparent !== undefined && { correlationId: traceparent }),
  };
  return envelopeOf(message, now.wallMs);
}

/**
 * The notice in a message; `undefined` if it is about something else.
 *
 * @throws {TolariaError} `bus/refused`, `leyline/*` if it is meant to be a notice of an emergency and is none.
 */
export function readNotice(envelope: EventEnvelope): EmergencyNotice | undefined {
  const kind = Object.hasOwn(TYPES, envelope.eventType) ? TYPES[envelope.eventType] : undefined;
  if (!kind) return undefined;
  if (envelope.payloadType !== PAYLOAD_TYPE) {
    throw refusal(envelope, "payload_type", PAYLOAD_TYPE, clean(envelope.payloadType));
  }
  const { level, reason, origin, trainingRunId } = EmergencySignal.decode(envelope.payload);
  if (EmergencyLevel[level] === undefined || level === 0) {
    throw refusal(envelope, "level", "an EmergencyLevel from MINOR to CRITICAL", level);
  }
  const texts = { reason: clean(reason), origin: clean(origin), runId: clean(trainingRunId) };
  if (texts.origin === "") throw refusal(envelope, "origin", "the name of who raised it", "''");
  return { kind, level, ...texts };
}

function clean(text: string): string {
  return safeText(text, MAX_TEXT);
}

function refusal(
  { eventType }: EventEnvelope,
  field: string,
  rule: string,
  value: unknown,
): TolariaError {
  return new TolariaError(
    "bus/refused",
    `"${field}" must be ${rule}, but is ${value}. Cannot take ${eventType}.`,
  );
}
