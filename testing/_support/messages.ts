import { type BusCounts, envelopeOf } from "../../core/mod.ts";
import { type EventEnvelope, type FieldsOf, MessagePriority } from "../../proto/mod.ts";

/** The counts of a bus to which nothing has happened. */
export const NOTHING: BusCounts = {
  published: 0,
  delivered: 0,
  waiting: 0,
  dropped: { low: 0, normal: 0, high: 0, critical: 0 },
  received: 0,
  repeated: 0,
  expired: 0,
  refused: 0,
};

/** A message whose payload says `text`. */
export function messageOf(
  text: string,
  priority: keyof typeof PRIORITY = "normal",
  fields: FieldsOf<typeof EventEnvelope> = {},
): FieldsOf<typeof EventEnvelope> {
  const payload = new TextEncoder().encode(text);
  const event = { eventType: "test", payloadType: "text", payload, priority: PRIORITY[priority] };
  return { ...envelopeOf(event, Date.now()), ...fields };
}

/** What the payload of a message says. */
export function textOf({ payload }: EventEnvelope): string {
  return new TextDecoder().decode(payload);
}

/** The priorities by their short names. */
export const PRIORITY: Readonly<Record<"low" | "normal" | "high" | "critical", MessagePriority>> = {
  low: MessagePriority.MESSAGE_PRIORITY_LOW,
  normal: MessagePriority.MESSAGE_PRIORITY_NORMAL,
  high: MessagePriority.MESSAGE_PRIORITY_HIGH,
  critical: MessagePriority.MESSAGE_PRIORITY_CRITICAL,
};
