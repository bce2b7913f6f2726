/**
 * Leyline: the enums, messages and budgets that Tolaria, Kasmina and Tamiyo share. Generated from
 * `leyline.proto`, with checks of version and size around it.
 *
 * @module
 */
export { BUDGETS, MEMORY_SHARES } from "./budgets.ts";
export { type Codec, type FieldsOf, LEYLINE_VERSION, MAX_MESSAGE_BYTES } from "./codec.ts";
export {
  BlueprintTier,
  BusMessageType,
  CircuitBreakerState,
  CommandType,
  DeliveryGuarantee,
  EmergencyLevel,
  FieldReportOutcome,
  HealthStatus,
  MessagePriority,
  SeedLifecycleGate,
  SeedLifecycleStage,
  SeedOperation,
  TelemetryLevel,
} from "./enums.ts";
export {
  AdaptationCommand,
  BusEnvelope,
  type CommandCircuitBreaker,
  type CommandOptimizerAdjustment,
  type CommandSeedOperation,
  EmergencySignal,
  EventEnvelope,
  FieldReport,
  type HardwareContext,
  type MetricPoint,
  type MitigationAction,
  type SeedState,
  type SystemHealth,
  SystemStatePacket,
  type TelemetryEvent,
  TelemetryPacket,
  type TraceSpan,
} from "./messages.ts";
export {
  type Duration,
  fromDuration,
  fromTimestamp,
  type Timestamp,
  toDuration,
  toTimestamp,
} from "./timestamp.ts";
