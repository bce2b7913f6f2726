import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { seedAttributes } from "./seed_attributes.ts";

/** What is written of seeds. */
export const SEED_EVENTS: EventRules<"seed/transition" | "seed/non-finite"> = {
  "seed/transition": {
    priority: MessagePriority.MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.seed,
      attributes: ({ transition }) => seedAttributes(transition),
    },
  },
  "seed/non-finite": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "seed/non-finite", message }),
  },
};
