import type { Attributes } from "../../deps.ts";
import { CircuitBreakerState, MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { BreakerChange } from "../ports/circuit_breakers.ts";
import type { ModeChange } from "../ports/reports/mode_change.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";

/** What is written of the mode and of circuit breakers. */
export const STABILITY_EVENTS: EventRules<"mode" | "breaker"> = {
  mode: {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    spanEvent: { name: EVENT.mode, attributes: ({ change }) => modeAttributes(change) },
    incident: ({ change: { to, reason } }) =>
      to === "normal"
        ? undefined
        : {
            kind: "mode/conservative",
            message: `${reason}: only essential work runs until enough epochs were clean`,
          },
  },
  breaker: {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    spanEvent: { name: EVENT.breaker, attributes: ({ change }) => breakerAttributes(change) },
    incident: ({ change: { name, to, reason } }) =>
      to === CircuitBreakerState.CIRCUIT_STATE_OPEN
        ? { kind: "breaker/open", message: `circuit breaker "${name}" opened: ${reason}` }
        : undefined,
  },
};

function modeAttributes(change: ModeChange): Attributes {
  return {
    [ATTRIBUTE.modeFrom]: change.from,
    [ATTRIBUTE.modeTo]: change.to,
    [ATTRIBUTE.modeReason]: change.reason,
    [ATTRIBUTE.modeShed]: [...change.shed],
    [ATTRIBUTE.epochNumber]: change.epoch,
  };
}

/** Attributes of a breaker's change, for its event and its counter. */
export function breakerAttributes({ name, from, to, reason }: BreakerChange): Attributes {
  return {
    [ATTRIBUTE.breakerName]: name,
    [ATTRIBUTE.breakerFrom]: CircuitBreakerState[from],
    [ATTRIBUTE.breakerTo]: CircuitBreakerState[to],
    [ATTRIBUTE.breakerReason]: reason,
  };
}
