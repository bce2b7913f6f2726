import type { MessagePriority } from "../../../proto/mod.ts";
import type { IncidentKind } from "./incident.ts";

/** A value of an event's attribute. */
export type EventAttribute = string | number | boolean | readonly string[];

/** Something that happened in a run, as whoever keeps a log of it sees it. */
export interface ObservedEvent {
  /** What happened; the names are stable: `seed/transition`, `mode`. */
  readonly kind: string;
  /** Updates done before it. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
  /** How urgent it is to send; the least urgent events are dropped first. */
  readonly priority: MessagePriority;
  /** Name of the event on its span, as the table of telemetry lists it. */
  readonly name?: string;
  /** Attributes of the event on its span, likewise. */
  readonly attributes?: Readonly<Record<string, EventAttribute>>;
  /** The incident that it is, if it is one. */
  readonly incident?: { readonly kind: IncidentKind; readonly message: string };
}
