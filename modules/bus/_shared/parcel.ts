import { type BusPriority, show, TolariaError } from "../../../core/mod.ts";
import {
  EventEnvelope,
  type FieldsOf,
  fromDuration,
  fromTimestamp,
  MessagePriority,
} from "../../../proto/mod.ts";

/** Lowest first; one more than its index is a priority's Leyline number. */
export const PRIORITIES: readonly BusPriority[] = ["low", "normal", "high", "critical"];

/** A message on its way out. */
export interface Parcel {
  readonly eventId: string;
  readonly priority: BusPriority;
  /** The `EventEnvelope`. */
  readonly bytes: Uint8Array;
  /** When it means nothing any more, ms since 1970; infinite where never. */
  readonly expiresAtMs: number;
  /** Tries that it has; infinite where there is no end to them. */
  readonly maxAttempts: number;
  /** The try that is next, from 1. */
  readonly attempt: number;
}

/** The key of a priority; what names none counts as low. */
export function priorityOf(priority: MessagePriority): BusPriority {
  return PRIORITIES[priority - 1] ?? "low";
}

/**
 * Makes a message ready to be sent.
 *
 * @throws {TolariaError} `bus/refused` if it has no id or no priority, `leyline/*` if it cannot be written.
 */
export function packParcel(envelope: FieldsOf<typeof EventEnvelope>): Parcel {
  const { eventId, priority, maxAttempts, currentAttempt } = envelope;
  if (typeof eventId !== "string" || eventId === "") {
    throw refusal("eventId", "a text that no other message has", eventId);
  }
  if (!priority || MessagePriority[priority] === undefined) {
    throw refusal("priority", "a Leyline MessagePriority other than UNSPECIFIED", priority);
  }
  return {
    eventId,
    priority: priorityOf(priority),
    bytes: EventEnvelope.encode(envelope),
    expiresAtMs: expiryMs(envelope),
    maxAttempts: maxAttempts || Number.POSITIVE_INFINITY,
    attempt: currentAttempt || 1,
  };
}

/** When a message means nothing any more, ms since 1970; infinite where it does not say, or CRITICAL. */
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
    `Cannot publish a message as '${name}' must be ${rule}: current value is ${show(value)}`,
  );
}
