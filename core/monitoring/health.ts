import { CircuitBreakerState, EmergencyLevel, HealthStatus } from "../../proto/mod.ts";
import type { CircuitBreaker } from "../ports/circuit_breakers.ts";
import type { Health } from "../ports/reports/health.ts";
import type { Mode } from "../ports/reports/mode_change.ts";
import { concernsTraining } from "../stability/breaker_names.ts";

/** What the health of a run follows from. */
export interface HealthSigns {
  /** Level of the emergency that is on; unspecified for none. */
  readonly level: EmergencyLevel;
  readonly mode: Mode;
  /** State of the worst breaker that concerns the training. */
  readonly breakers: CircuitBreakerState;
  /** Whether the last boundary was in its time. */
  readonly onTime: boolean;
  /** Whether telemetry gets out: no exporter's breaker is open. */
  readonly heard: boolean;
}

const { HEALTH_STATUS_HEALTHY, HEALTH_STATUS_DEGRADED } = HealthStatus;
const { HEALTH_STATUS_UNHEALTHY, HEALTH_STATUS_CRITICAL } = HealthStatus;

const BY_LEVEL: Readonly<Record<EmergencyLevel, HealthStatus>> = {
  [EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED]: HEALTH_STATUS_HEALTHY,
  [EmergencyLevel.EMERGENCY_LEVEL_MINOR]: HEALTH_STATUS_DEGRADED,
  [EmergencyLevel.EMERGENCY_LEVEL_MAJOR]: HEALTH_STATUS_UNHEALTHY,
  [EmergencyLevel.EMERGENCY_LEVEL_SEVERE]: HEALTH_STATUS_UNHEALTHY,
  [EmergencyLevel.EMERGENCY_LEVEL_CRITICAL]: HEALTH_STATUS_CRITICAL,
};

const BY_BREAKERS: Readonly<Record<CircuitBreakerState, HealthStatus>> = {
  [CircuitBreakerState.CIRCUIT_STATE_UNKNOWN]: HEALTH_STATUS_HEALTHY,
  [CircuitBreakerState.CIRCUIT_STATE_CLOSED]: HEALTH_STATUS_HEALTHY,
  [CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN]: HEALTH_STATUS_DEGRADED,
  [CircuitBreakerState.CIRCUIT_STATE_OPEN]: HEALTH_STATUS_UNHEALTHY,
};

/**
 * Health of a run: that of its worst sign.
 *
 * An emergency says it by its level; an open breaker is unhealthy, one that is half-open degraded; so are conservative mode, a
 * boundary that was late, and telemetry that does not get out.
 */
export function healthOf({ level, mode, breakers, onTime, heard }: HealthSigns): Health {
  const signs: readonly (readonly [name: string, status: HealthStatus, text: string])[] = [
    ["emergency", BY_LEVEL[level], EmergencyLevel[level]],
    ["mode", degradedIf(mode === "conservative"), mode],
    ["breakers", BY_BREAKERS[breakers], CircuitBreakerState[breakers]],
    ["boundary", degradedIf(!onTime), "late"],
    ["telemetry", degradedIf(!heard), "not heard"],
  ];
  const bad = signs.filter(([, status]) => status > HEALTH_STATUS_HEALTHY);
  return {
    status: signs.reduce((worst, [, status]) => Math.max(worst, status), HEALTH_STATUS_HEALTHY),
    indicators: Object.fromEntries(bad.map(([name, , text]) => [name, text])),
  };
}

function degradedIf(isSo: boolean): HealthStatus {
  return isSo ? HEALTH_STATUS_DEGRADED : HEALTH_STATUS_HEALTHY;
}

/** What the breakers of a run say of its health. */
export function breakerSigns(
  breakers: readonly Pick<CircuitBreaker, "name" | "state">[],
): Pick<HealthSigns, "breakers" | "heard"> {
  const ofTraining = breakers.filter(({ name }) => concernsTraining(name));
  const { CIRCUIT_STATE_CLOSED } = CircuitBreakerState;
  return {
    breakers: worstBreaker(ofTraining.map(({ state }) => state)),
    heard: breakers.every(
      ({ name, state }) => concernsTraining(name) || state === CIRCUIT_STATE_CLOSED,
    ),
  };
}

/** State of the worst of some breakers: open, then half-open, then closed. */
export function worstBreaker(states: readonly CircuitBreakerState[]): CircuitBreakerState {
  const { CIRCUIT_STATE_OPEN, CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_CLOSED } = CircuitBreakerState;
  return (
    [CIRCUIT_STATE_OPEN, CIRCUIT_STATE_HALF_OPEN].find((state) => states.includes(state)) ??
    CIRCUIT_STATE_CLOSED
  );
}
