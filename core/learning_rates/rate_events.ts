import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { violationMessage } from "./integrity.ts";
import { rateChangeAttributes } from "./rate_attributes.ts";

const { MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH } = MessagePriority;

/** What is written of learning rates. */
export const RATE_EVENTS: EventRules<
  "learning-rate/change" | "learning-rate/violation" | "learning-rate/unused"
> = {
  "learning-rate/change": {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.learningRateChange,
      attributes: ({ change }) => rateChangeAttributes(change),
    },
  },
  "learning-rate/violation": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ violation }) => ({
      kind: "learning-rate/violation",
      message: violationMessage(violation),
    }),
  },
  "learning-rate/unused": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ group, groups }) => ({
      kind: "learning-rate/unused",
      message: `the learning-rate policy for group "${group}" was not used; groups of the run: ${groups.join(", ")}`,
    }),
  },
};
