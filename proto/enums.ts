import { esper } from "./generated/leyline.js";

// The enums of the schema, each as a value and as a type of the same name.

const { v1 } = esper.leyline;

export type SeedLifecycleStage = esper.leyline.v1.SeedLifecycleStage;
export const SeedLifecycleStage: typeof esper.leyline.v1.SeedLifecycleStage = v1.SeedLifecycleStage;

export type SeedLifecycleGate = esper.leyline.v1.SeedLifecycleGate;
export const SeedLifecycleGate: typeof esper.leyline.v1.SeedLifecycleGate = v1.SeedLifecycleGate;

export type HealthStatus = esper.leyline.v1.HealthStatus;
export const HealthStatus: typeof esper.leyline.v1.HealthStatus = v1.HealthStatus;

export type CircuitBreakerState = esper.leyline.v1.CircuitBreakerState;
export const CircuitBreakerState: typeof esper.leyline.v1.CircuitBreakerState =
  v1.CircuitBreakerState;

export type CommandType = esper.leyline.v1.CommandType;
export const CommandType: typeof esper.leyline.v1.CommandType = v1.CommandType;

export type SeedOperation = esper.leyline.v1.SeedOperation;
export const SeedOperation: typeof esper.leyline.v1.SeedOperation = v1.SeedOperation;

export type MessagePriority = esper.leyline.v1.MessagePriority;
export const MessagePriority: typeof esper.leyline.v1.MessagePriority = v1.MessagePriority;

export type DeliveryGuarantee = esper.leyline.v1.DeliveryGuarantee;
export const DeliveryGuarantee: typeof esper.leyline.v1.DeliveryGuarantee = v1.DeliveryGuarantee;

export type TelemetryLevel = esper.leyline.v1.TelemetryLevel;
export const TelemetryLevel: typeof esper.leyline.v1.TelemetryLevel = v1.TelemetryLevel;

export type FieldReportOutcome = esper.leyline.v1.FieldReportOutcome;
export const FieldReportOutcome: typeof esper.leyline.v1.FieldReportOutcome = v1.FieldReportOutcome;

export type BlueprintTier = esper.leyline.v1.BlueprintTier;
export const BlueprintTier: typeof esper.leyline.v1.BlueprintTier = v1.BlueprintTier;

export type BusMessageType = esper.leyline.v1.BusMessageType;
export const BusMessageType: typeof esper.leyline.v1.BusMessageType = v1.BusMessageType;

export type EmergencyLevel = esper.leyline.v1.EmergencyLevel;
export const EmergencyLevel: typeof esper.leyline.v1.EmergencyLevel = v1.EmergencyLevel;
