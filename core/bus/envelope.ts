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

/** A message without its envelope. */
export interface BusMessage {
  /** Type of the event, dot-separated: `tolaria.emergency.raised`. */
  readonly eventType: string;
  /** Name of the Leyline message in `payload`. */
  readonly payloadType: string;
  /** Bytes of that message. */
  readonly payload: Uint8Array;
  /** CRITICAL for messages that must not be lost. */
  readonly priority: MessagePriority;
  /** Subject for receivers to filter by, such as the id of a run. @default nothing */
  readonly routingKeys?: readonly string[];
  /** Time to live, ms. @default infinite */
  readonly ttlMs?: number;
  /** What it belongs to: the W3C `traceparent` of what caused it, if there is one. @default nothing */
  readonly correlationId?: string;
}

/** Delivery attempts of a message that is not CRITICAL, including the first. */
const MAX_ATTEMPTS = 4;

/** Wraps a message in an envelope with a new id. */
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
    // 0 means no limit.
    maxAttempts: critical ? 0 : MAX_ATTEMPTS,
    currentAttempt: 1,
  };
}

/** Returns the channel of a priority. */
export function channelOf(priority: MessagePriority): BusChannel {
  return priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL ? "emergency" : "normal";
}
