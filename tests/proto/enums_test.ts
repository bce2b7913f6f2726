import assert from "node:assert/strict";
import { test } from "node:test";
import * as leyline from "../../proto/mod.ts";

// The contract: names and numbers are fixed, as other programs speak them already. Numbered from 0.
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  SeedLifecycleStage: [
    "SEED_STAGE_UNKNOWN",
    "SEED_STAGE_DORMANT",
    "SEED_STAGE_GERMINATED",
    "SEED_STAGE_TRAINING",
    "SEED_STAGE_BLENDING",
    "SEED_STAGE_SHADOWING",
    "SEED_STAGE_PROBATIONARY",
    "SEED_STAGE_FOSSILIZED",
    "SEED_STAGE_CULLED",
    "SEED_STAGE_EMBARGOED",
    "SEED_STAGE_RESETTING",
    "SEED_STAGE_TERMINATED",
  ],
  SeedLifecycleGate: [
    "SEED_GATE_UNKNOWN",
    "SEED_GATE_G0_SANITY",
    "SEED_GATE_G1_GRADIENT_HEALTH",
    "SEED_GATE_G2_STABILITY",
    "SEED_GATE_G3_INTERFACE",
    "SEED_GATE_G4_SYSTEM_IMPACT",
    "SEED_GATE_G5_RESET",
  ],
  HealthStatus: [
    "HEALTH_STATUS_UNKNOWN",
    "HEALTH_STATUS_HEALTHY",
    "HEALTH_STATUS_DEGRADED",
    "HEALTH_STATUS_UNHEALTHY",
    "HEALTH_STATUS_CRITICAL",
  ],
  CircuitBreakerState: [
    "CIRCUIT_STATE_UNKNOWN",
    "CIRCUIT_STATE_CLOSED",
    "CIRCUIT_STATE_OPEN",
    "CIRCUIT_STATE_HALF_OPEN",
  ],
  CommandType: [
    "COMMAND_UNKNOWN",
    "COMMAND_SEED",
    "COMMAND_ROLLBACK",
    "COMMAND_OPTIMIZER",
    "COMMAND_CIRCUIT_BREAKER",
    "COMMAND_PAUSE",
    "COMMAND_EMERGENCY",
    "COMMAND_STRUCTURAL_PRUNING",
  ],
  SeedOperation: [
    "SEED_OP_UNKNOWN",
    "SEED_OP_GERMINATE",
    "SEED_OP_START_TRAINING",
    "SEED_OP_START_GRAFTING",
    "SEED_OP_STABILIZE",
    "SEED_OP_EVALUATE",
    "SEED_OP_FINE_TUNE",
    "SEED_OP_FOSSILIZE",
    "SEED_OP_CULL",
    "SEED_OP_CANCEL",
  ],
  MessagePriority: [
    "MESSAGE_PRIORITY_UNSPECIFIED",
    "MESSAGE_PRIORITY_LOW",
    "MESSAGE_PRIORITY_NORMAL",
    "MESSAGE_PRIORITY_HIGH",
    "MESSAGE_PRIORITY_CRITICAL",
  ],
  DeliveryGuarantee: [
    "DELIVERY_GUARANTEE_UNKNOWN",
    "DELIVERY_GUARANTEE_AT_LEAST_ONCE",
    "DELIVERY_GUARANTEE_AT_MOST_ONCE",
    "DELIVERY_GUARANTEE_EXACTLY_ONCE",
  ],
  TelemetryLevel: [
    "TELEMETRY_LEVEL_UNSPECIFIED",
    "TELEMETRY_LEVEL_INFO",
    "TELEMETRY_LEVEL_WARNING",
    "TELEMETRY_LEVEL_ERROR",
    "TELEMETRY_LEVEL_CRITICAL",
  ],
  FieldReportOutcome: [
    "FIELD_REPORT_OUTCOME_UNSPECIFIED",
    "FIELD_REPORT_OUTCOME_SUCCESS",
    "FIELD_REPORT_OUTCOME_NEUTRAL",
    "FIELD_REPORT_OUTCOME_REGRESSION",
    "FIELD_REPORT_OUTCOME_ABORTED",
  ],
  BlueprintTier: [
    "BLUEPRINT_TIER_UNSPECIFIED",
    "BLUEPRINT_TIER_SAFE",
    "BLUEPRINT_TIER_EXPERIMENTAL",
    "BLUEPRINT_TIER_HIGH_RISK",
  ],
  BusMessageType: [
    "BUS_MESSAGE_TYPE_UNSPECIFIED",
    "BUS_MESSAGE_TYPE_SYSTEM_STATE",
    "BUS_MESSAGE_TYPE_ADAPTATION_COMMAND",
    "BUS_MESSAGE_TYPE_FIELD_REPORT",
    "BUS_MESSAGE_TYPE_TELEMETRY",
    "BUS_MESSAGE_TYPE_POLICY_UPDATE",
  ],
  EmergencyLevel: [
    "EMERGENCY_LEVEL_UNSPECIFIED",
    "EMERGENCY_LEVEL_MINOR",
    "EMERGENCY_LEVEL_MAJOR",
    "EMERGENCY_LEVEL_SEVERE",
    "EMERGENCY_LEVEL_CRITICAL",
  ],
};

for (const [name, values] of Object.entries(ENUMS)) {
  test(`${name} has the names and numbers of the contract`, () => {
    const generated = (leyline as unknown as Record<string, Record<string, number>>)[name];
    const named = Object.entries(generated ?? {}).filter(([key]) => !/^\d+$/.test(key));
    assert.deepEqual(
      named,
      values.map((value, number) => [value, number]),
    );
  });
}
