import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { optimizerChangeAttributes } from "./optimizer_attributes.ts";

/** Event rules of optimizer and parameter-group changes. */
export const OPTIMIZER_EVENTS: EventRules<"optimizer/change" | "optimizer/rate-limited"> = {
  "optimizer/change": {
    priority: MessagePriority.MESSAGE_PRIORITY_NORMAL,
    keptBetweenRuns: true,
    spanEvent: {
      name: EVENT.optimizerRebuild,
      attributes: ({ change }) => optimizerChangeAttributes(change),
    },
  },
  "optimizer/rate-limited": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    keptBetweenRuns: true,
    incident: ({ message }) => ({ kind: "optimizer/rate-limited", message }),
  },
};
