import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";

/** What is written of losses and gradients that are not finite. */
export const GRADIENT_EVENTS: EventRules<"loss/non-finite" | "task/non-finite"> = {
  "loss/non-finite": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "loss/non-finite", message }),
  },
  "task/non-finite": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "task/non-finite", message }),
  },
};
