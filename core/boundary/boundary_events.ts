import type { Attributes } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { Breach } from "../ports/reports/boundary_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";

const { MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH } = MessagePriority;

/** What is written of epoch boundaries, the controller, and work between steps. */
export const BOUNDARY_EVENTS: EventRules<
  | "boundary/ended"
  | "boundary/breach"
  | "boundary/delayed"
  | "controller/fault"
  | "controller/memory-lost"
  | "deferred/failed"
  | "skipped"
> = {
  // The boundary's own span has its times, and what was skipped in it.
  "boundary/ended": { priority: MESSAGE_PRIORITY_NORMAL },
  "boundary/breach": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "boundary/breach", message }),
  },
  "boundary/delayed": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "boundary/delayed", message }),
  },
  "controller/fault": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "controller/fault", message }),
  },
  "controller/memory-lost": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "controller/memory-lost", message }),
  },
  "deferred/failed": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ name, message }) => ({
      kind: "deferred/failed",
      message: `${name} failed: ${message}`,
    }),
  },
  skipped: {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: { name: EVENT.skipped, attributes: ({ skipped }) => skippedAttributes(skipped) },
  },
};

/** Attributes of the event of an exceeded time. */
export function breachAttributes({ phase, budgetMs, actualMs }: Breach): Attributes {
  return {
    [ATTRIBUTE.breachPhase]: phase,
    [ATTRIBUTE.boundaryBudgetMs]: budgetMs,
    [ATTRIBUTE.boundaryActualMs]: actualMs,
  };
}

/** Attributes of the event of something that was not done. */
export function skippedAttributes({ name, reason }: Skipped): Attributes {
  return { [ATTRIBUTE.skippedName]: name, [ATTRIBUTE.skippedReason]: reason };
}
