import { randomUUID } from "node:crypto";
import {
  DeliveryGuarantee,
  type EventEnvelope,
  type FieldsOf,
  MessagePriority,
  toDuration,
  toTimestamp,
} from "../../proto/mod.ts";
import type { BusChannel } from "../ports/bus.ts";

/** A message before it is wrapped up. */
export interface BusMessage {
  /** What happened, as words joined by dots: `tolaria.emergency.raised`. */
  readonly eventType: string;
  /** Name of the Leyline message in `payload`. */
  readonly payloadType: string;
  /** Bytes of that message. */
  readonly payload: Uint8Array;
  /** CRITICAL for what must not be lost. */
  readonly priority: MessagePriority;
  /** What it is about, for receivers that choose: the id of a run for one. @default nothing */
  readonly routingKeys?: readonly string[];
  /** How long it means anything, ms. @default for ever */
  readonly ttlMs?: number;
  /** What it belongs to: the W3C `traceparent` of what caused it, if there is one. @default nothing */
  readonly correlationId?: string;
}

/** Tries that a message has if it is not CRITICAL, the first one included. */
const MAX_ATTEMPTS = 4;

/** Wraps a message up for the bus, under an id of its own. */
export function envelopeOf(message: BusMessage, wallMs: number): FieldsOf<typeof EventEnvelope> {
  const { routingKeys = [], correlationId = "", ttlMs, ...rest } = message;
  const critical = rest.priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL;
  return {
    ...rest,
    eventId: randomUUID(),
    sourceSubsystem: "tolaria",
    createdAt: toTimestamp(wallMs),
    ...(ttlMs !== undefined && { ttl: toDuration(ttlMs) }),
    routingKeys: [...routingKeys],
    correlationId,
    deliveryGuarantee: DeliveryGuarantee.DELIVERY_GUARANTEE_AT_LEAST_ONCE,
    // 0 is without an end.
    maxAttempts: critical ? 0 : MAX_ATTEMPTS,
    currentAttempt: 1,
  };
}

/** The way that a message of `priority` takes. */
export function channelOf(priority: MessagePriority): BusChannel {
  return priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL ? "emergency" : "normal";
}
