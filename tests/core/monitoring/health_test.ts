import assert from "node:assert/strict";
import { test } from "node:test";
import { type HealthSigns, healthOf, worstBreaker } from "../../../core/monitoring/health.ts";
import { CircuitBreakerState, EmergencyLevel, HealthStatus } from "../../../proto/mod.ts";

/** How bad each value of each sign is by itself: 0 healthy, 1 degraded, 2 unhealthy, 3 critical. */
const BADNESS = {
  level: { UNSPECIFIED: 0, MINOR: 1, MAJOR: 2, SEVERE: 2, CRITICAL: 3 },
  mode: { normal: 0, conservative: 1 },
  breakers: { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 },
  onTime: { true: 0, false: 1 },
  heard: { true: 0, false: 1 },
} as const;

const STATUS = ["HEALTHY", "DEGRADED", "UNHEALTHY", "CRITICAL"] as const;

const keys = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

function* truthTable(): Generator<{ signs: HealthSigns; worst: number; count: number }> {
  for (const level of keys(BADNESS.level))
    for (const mode of keys(BADNESS.mode))
      for (const breakers of keys(BADNESS.breakers))
        for (const onTime of keys(BADNESS.onTime))
          for (const heard of keys(BADNESS.heard)) {
            const badness = [
              BADNESS.level[level],
              BADNESS.mode[mode],
              BADNESS.breakers[breakers],
              BADNESS.onTime[onTime],
              BADNESS.heard[heard],
            ];
            const signs: HealthSigns = {
              level: EmergencyLevel[`EMERGENCY_LEVEL_${level}`],
              mode,
              breakers: CircuitBreakerState[`CIRCUIT_STATE_${breakers}`],
              onTime: onTime === "true",
              heard: heard === "true",
            };
            const count = badness.filter((value) => value > 0).length;
            yield { signs, worst: Math.max(...badness), count };
          }
}

test("healthOf() is the health of the worst sign, and names each bad one, over all 120 cases", () => {
  let cases = 0;
  for (const { signs, worst, count } of truthTable()) {
    const { status, indicators } = healthOf(signs);
    const wanted = HealthStatus[`HEALTH_STATUS_${STATUS[worst] as (typeof STATUS)[number]}`];
    assert.equal(status, wanted, JSON.stringify(signs));
    assert.equal(Object.keys(indicators).length, count, JSON.stringify(signs));
    cases += 1;
  }
  // 5 levels, 2 modes, 3 states, twice on time or not, twice heard or not.
  assert.equal(cases, 5 * 2 * 3 * 2 * 2);
});

test("healthOf() says what each bad sign is", () => {
  const { indicators } = healthOf({
    level: EmergencyLevel.EMERGENCY_LEVEL_MAJOR,
    mode: "conservative",
    breakers: CircuitBreakerState.CIRCUIT_STATE_OPEN,
    onTime: false,
    heard: false,
  });
  assert.deepEqual(indicators, {
    emergency: "EMERGENCY_LEVEL_MAJOR",
    mode: "conservative",
    breakers: "CIRCUIT_STATE_OPEN",
    boundary: "late",
    telemetry: "not heard",
  });
});

test("worstBreaker() puts open before half-open before closed", () => {
  const { CIRCUIT_STATE_OPEN, CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_CLOSED } = CircuitBreakerState;
  assert.equal(worstBreaker([]), CIRCUIT_STATE_CLOSED);
  assert.equal(
    worstBreaker([CIRCUIT_STATE_CLOSED, CIRCUIT_STATE_HALF_OPEN]),
    CIRCUIT_STATE_HALF_OPEN,
  );
  assert.equal(
    worstBreaker([CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_OPEN, CIRCUIT_STATE_CLOSED]),
    CIRCUIT_STATE_OPEN,
  );
});
