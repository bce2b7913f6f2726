import { type Priority, show, TolariaError } from "../../../core/worker.ts";
import {
  EventEnvelope,
  type FieldsOf,
  fromDuration,
  fromTimestamp,
  MessagePriority,
} from "../../../proto/mod.ts";

/** A message on its way out. */
export interface OutboundMessage {
  readonly eventId: string;
  readonly priority: Priority;
  /** The `EventEnvelope`. */
  readonly bytes: Uint8Array;
  /** When the message expires, ms since 1970; infinite if it never does. */
  readonly expiresAtMs: number;
  /** Most attempts; infinite if there is no limit. */
  readonly maxAttempts: number;
  /** Number of the next attempt, from 1. */
  readonly attempt: number;
}

/** Whether a message is CRITICAL. */
export function isCritical({ priority }: Pick<OutboundMessage, "priority">): boolean {
  return priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL;
}

/**
 * Encodes a message for sending.
 *
 * @throws {TolariaError} `bus/refused` if it has no id or no priority, `leyline/*` if it cannot be encoded.
 */
export function toOutbound(envelope: FieldsOf<typeof EventEnvelope>): OutboundMessage {
  const { eventId, priority, maxAttempts, currentAttempt } = envelope;
  if (typeof eventId !== "string" || eventId === "") {
    throw refusal("eventId", "a text that no other message has", eventId);
  }
  if (!priority || MessagePriority[priority] === undefined) {
    throw refusal("priority", "a Leyline MessagePriority other than UNSPECIFIED", priority);
  }
  return {
    eventId,
    priority,
    bytes: EventEnvelope.encode(envelope),
    expiresAtMs: expiryMs(envelope),
    maxAttempts: maxAttempts || Number.POSITIVE_INFINITY,
    attempt: currentAttempt || 1,
  };
}

/** When a message expires, ms since 1970; infinite if it does not say so, or is CRITICAL. */
export function expiryMs({
  createdAt,
  ttl,
  priority,
}: Pick<FieldsOf<typeof EventEnvelope>, "createdAt" | "ttl" | "priority">): number {
  const createdMs = fromTimestamp(createdAt);
  const ttlMs = fromDuration(ttl);
  const critical = priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL;
  return critical || createdMs === undefined || ttlMs === undefined
    ? Number.POSITIVE_INFINITY
    : createdMs + ttlMs;
}

function refusal(name: string, rule: string, value: unknown): TolariaError {
  return new TolariaError(
    "bus/refused",
    `Cannot publish a message: "${name}" must be ${rule}, but is ${show(value)}`,
  );
}
