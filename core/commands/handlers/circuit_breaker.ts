import { CircuitBreakerState, CommandType } from "../../../proto/mod.ts";
import type { CircuitBreakers } from "../../ports/circuit_breakers.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { quoted, refused, remark } from "../check_command.ts";

/** Annotation with the name of the breaker. */
const BREAKER_ANNOTATION = "breaker";

const DESIRED = {
  [CircuitBreakerState.CIRCUIT_STATE_OPEN]: "open",
  [CircuitBreakerState.CIRCUIT_STATE_CLOSED]: "closed",
} as const;

/** Opens and closes circuit breakers. */
export function circuitBreakerHandler(breakers: CircuitBreakers): CommandHandler {
  return {
    name: "circuit-breaker",
    type: CommandType.COMMAND_CIRCUIT_BREAKER,
    prepares: "inside boundary",
    prepare: ({ commandId, annotations, circuitBreaker, issuedBy }) => {
      const name = annotations[BREAKER_ANNOTATION];
      const breaker = breakers.all.find((it) => it.name === name);
      if (!breaker) {
        const names = breakers.all.map((it) => it.name).join(", ");
        throw refused(
          commandId,
          `annotation "${BREAKER_ANNOTATION}" must be one of ${names}, but is ${quoted(name)}`,
        );
      }
      const asked = circuitBreaker?.desiredState ?? CircuitBreakerState.CIRCUIT_STATE_UNKNOWN;
      const desired = DESIRED[asked as keyof typeof DESIRED];
      if (desired === undefined) {
        throw refused(
          commandId,
          `"desired_state" must be CIRCUIT_STATE_OPEN or CIRCUIT_STATE_CLOSED, but is ${CircuitBreakerState[asked] ?? asked}`,
        );
      }
      const reason = `${issuedBy || "a command"} asked for it: ${remark(circuitBreaker?.rationale)}`;
      return { commit: () => breaker.force(desired, reason), abort: () => {} };
    },
  };
}
