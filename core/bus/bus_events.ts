import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { BusChange } from "../ports/bus.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { busChangeAttributes, busNoticeAttributes } from "./bus_attributes.ts";

/** Changes that are incidents, each kind once a run; the report has the counts. */
const INCIDENTS: ReadonlySet<BusChange["kind"]> = new Set([
  "down",
  "dropped",
  "refused",
  "recovered",
  "unsaved",
  "unhandled",
]);

/** Event rules of the message bus. */
export const BUS_EVENTS: EventRules<"bus" | "bus/emergency"> = {
  bus: {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    spanEvent: { name: EVENT.bus, attributes: ({ change }) => busChangeAttributes(change) },
    incident: ({ change: { kind, count, reason }, destination, first }) => {
      if (!first || !INCIDENTS.has(kind)) return undefined;
      const what = count > 0 ? `${count} messages ${kind}` : kind;
      return { kind: `bus/${kind}`, message: `bus to ${destination}: ${what}: ${reason}` };
    },
  },
  "bus/emergency": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    spanEvent: {
      name: EVENT.busWord,
      attributes: ({ word, envelope }) => busNoticeAttributes(word, envelope),
    },
  },
};
