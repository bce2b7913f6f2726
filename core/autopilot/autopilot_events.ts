import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { alarmAttributes, recoveryAttributes } from "./alarm_attributes.ts";

const { MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH } = MessagePriority;

/** What is written of alarms, and of what is done about them. */
export const AUTOPILOT_EVENTS: EventRules<
  "alarm" | "recovery/action" | "recovery/first-good-step"
> = {
  alarm: {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: { name: EVENT.alarm, attributes: ({ alarm }) => alarmAttributes(alarm) },
  },
  "recovery/action": {
    priority: MESSAGE_PRIORITY_HIGH,
    spanEvent: {
      name: EVENT.recoveryAction,
      attributes: ({ report }) => recoveryAttributes(report),
    },
    incident: ({ alarm: { rule, message }, done }) => ({
      kind: rule === "request" ? "rollback/requested" : `watchdog/${rule}`,
      message: `${message}: ${done}`,
    }),
  },
  "recovery/first-good-step": {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.firstGoodStep,
      attributes: ({ report }) => recoveryAttributes(report),
    },
  },
};
