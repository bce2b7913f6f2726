import type { Attributes } from "../../deps.ts";
import type { MessagePriority } from "../../proto/mod.ts";
import type { IncidentKind } from "../ports/reports/incident.ts";
import type { RunEventKind, RunEvents } from "./run_event.ts";

/** The incident that an event is. */
export interface IncidentText {
  readonly kind: IncidentKind;
  /** What happened, with values, and what was done about it. */
  readonly message: string;
}

/** What is written of one kind of event. */
export interface EventRule<K extends RunEventKind> {
  /** How urgent an incident of this kind is; CRITICAL leaves the process before everything that waits. */
  readonly priority: MessagePriority;
  /** Returns the incident that the event is; `undefined` if it is none. */
  readonly incident?: (payload: RunEvents[K]) => IncidentText | undefined;
  /** The event on a span: its name and attributes. */
  readonly spanEvent?: {
    readonly name: string;
    readonly attributes: (payload: RunEvents[K]) => Attributes;
  };
  /** Whether an event between two runs is delivered to the next one. @default false */
  readonly keptBetweenRuns?: boolean;
}

/** The rules of some kinds: what a concern's `*_events.ts` declares. */
export type EventRules<K extends RunEventKind = RunEventKind> = {
  readonly [Kind in K]: EventRule<Kind>;
};
