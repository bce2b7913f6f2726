import { EmergencyLevel, MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { originOf } from "../ports/emergency.ts";
import { EVENT } from "../telemetry/conventions.ts";
import {
  actionAttributes,
  emergencyAttributes,
  standDownAttributes,
} from "./emergency_attributes.ts";

const { MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH, MESSAGE_PRIORITY_CRITICAL } =
  MessagePriority;

/** What is written of emergencies, and of the processes that hear of them. */
export const EMERGENCY_EVENTS: EventRules<
  | "emergency/raised"
  | "emergency/action"
  | "emergency/missed"
  | "emergency/stood-down"
  | "signal/degraded"
  | "signal/status"
  | "participant/lost"
> = {
  "emergency/raised": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    spanEvent: {
      name: EVENT.emergency,
      attributes: ({ emergency }) => emergencyAttributes(emergency),
    },
    incident: ({ emergency }) => {
      const { level, reason, source, rehearsal } = emergency;
      // A rehearsal is nothing that went wrong, and a breaker that opened is an incident of its own.
      if (rehearsal || source === "breaker" || source === "boundary") return undefined;
      const message = `${EmergencyLevel[level]} was raised by ${originOf(emergency)}: ${reason}`;
      return { kind: "emergency/raised", message };
    },
  },
  "emergency/action": {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.emergencyAction,
      attributes: ({ emergency, outcome }) => actionAttributes(emergency, outcome),
    },
  },
  "emergency/missed": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    incident: ({ emergency, fault }) => ({
      kind: "emergency/missed",
      message: `${EmergencyLevel[emergency.level]}: ${fault}`,
    }),
  },
  "emergency/stood-down": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    spanEvent: {
      name: EVENT.emergencyStandDown,
      attributes: ({ standDown, emergency }) => standDownAttributes(standDown, emergency),
    },
    incident: ({ standDown: { by, reason }, emergency }) => ({
      kind: "emergency/stood-down",
      message: `${EmergencyLevel[emergency.level]} was stood down by ${by}: ${reason}`,
    }),
  },
  "signal/degraded": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "signal/degraded", message }),
  },
  "signal/status": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "signal/status", message }),
  },
  "participant/lost": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ name, pid }) => ({
      kind: "participant/lost",
      message: `"${name}" (process ${pid}) died without leaving the run`,
    }),
  },
};
