import type { Attributes } from "../../deps.ts";
import { HealthStatus, MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { Health } from "../ports/reports/health.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";

const { MESSAGE_PRIORITY_LOW, MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH } = MessagePriority;

/** What is written of the health of a run, and of those who look at it. */
export const MONITORING_EVENTS: EventRules<
  "health" | "monitor/readings" | "observer/failed" | "profile/failed" | "telemetry/lost"
> = {
  health: {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.health,
      attributes: ({ before, after }) => healthAttributes(before, after),
    },
  },
  "monitor/readings": { priority: MESSAGE_PRIORITY_LOW },
  "observer/failed": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "observer/failed", message }),
  },
  "profile/failed": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "profile/failed", message }),
  },
  "telemetry/lost": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ spans, unsent, reason = "no reason given" }) => {
      const lost = `telemetry lost ${spans} spans: ${reason}`;
      const held = `telemetry could not send ${unsent} spans before the run ended`;
      const found = [spans > 0 ? [lost] : [], unsent > 0 ? [held] : []].flat();
      return { kind: "telemetry/lost", message: found.join("; ") };
    },
  },
};

/** Attributes of the event of a change of health. */
export function healthAttributes(before: Health, after: Health): Attributes {
  return {
    [ATTRIBUTE.healthFrom]: HealthStatus[before.status],
    [ATTRIBUTE.healthTo]: HealthStatus[after.status],
    [ATTRIBUTE.healthIndicators]: Object.entries(after.indicators).map(
      ([sign, text]) => `${sign}: ${text}`,
    ),
  };
}
