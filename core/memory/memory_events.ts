import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { growthAttributes } from "./memory_attributes.ts";

/** What is written of tensors that nobody owns. */
export const MEMORY_EVENTS: EventRules<"memory/growth" | "memory/unexplained"> = {
  "memory/growth": {
    priority: MessagePriority.MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.memoryGrowth,
      attributes: ({ growth }) => growthAttributes(growth),
    },
  },
  "memory/unexplained": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ growth: { steps, grown } }) => ({
      kind: "memory/unexplained",
      message: `${grown.tensors} tensors of ${grown.bytes} bytes more than ${steps} steps ago, and no owner has them: something keeps tensors that it does not dispose`,
    }),
  },
};
