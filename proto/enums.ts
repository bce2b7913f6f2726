import { esper } from "./generated/leyline.js";

// The enums of the schema, each as a value and as a type of the same name.

const { v1 } = esper.leyline;

/** Stage of a seed's lifecycle. */
export type SeedLifecycleStage = esper.leyline.v1.SeedLifecycleStage;
/** Values by name. */
export const SeedLifecycleStage: typeof esper.leyline.v1.SeedLifecycleStage = v1.SeedLifecycleStage;

/** Gate that a seed must pass to change stage. */
export type SeedLifecycleGate = esper.leyline.v1.SeedLifecycleGate;
/** Values by name. */
export const SeedLifecycleGate: typeof esper.leyline.v1.SeedLifecycleGate = v1.SeedLifecycleGate;

/** Health of a subsystem. */
export type HealthStatus = esper.leyline.v1.HealthStatus;
/** Values by name. */
export const HealthStatus: typeof esper.leyline.v1.HealthStatus = v1.HealthStatus;

/** State of a circuit breaker. */
export type CircuitBreakerState = esper.leyline.v1.CircuitBreakerState;
/** Values by name. */
export const CircuitBreakerState: typeof esper.leyline.v1.CircuitBreakerState =
  v1.CircuitBreakerState;

/** Type of a command. */
export type CommandType = esper.leyline.v1.CommandType;
/** Values by name. */
export const CommandType: typeof esper.leyline.v1.CommandType = v1.CommandType;

/** Operation on a seed. */
export type SeedOperation = esper.leyline.v1.SeedOperation;
/** Values by name. */
export const SeedOperation: typeof esper.leyline.v1.SeedOperation = v1.SeedOperation;

/** Priority of a message; a full queue drops lower ones first. */
export type MessagePriority = esper.leyline.v1.MessagePriority;
/** Values by name. */
export const MessagePriority: typeof esper.leyline.v1.MessagePriority = v1.MessagePriority;

/** Delivery guarantee of a message. */
export type DeliveryGuarantee = esper.leyline.v1.DeliveryGuarantee;
/** Values by name. */
export const DeliveryGuarantee: typeof esper.leyline.v1.DeliveryGuarantee = v1.DeliveryGuarantee;

/** Severity of an event. */
export type TelemetryLevel = esper.leyline.v1.TelemetryLevel;
/** Values by name. */
export const TelemetryLevel: typeof esper.leyline.v1.TelemetryLevel = v1.TelemetryLevel;

/** Outcome of a command. */
export type FieldReportOutcome = esper.leyline.v1.FieldReportOutcome;
/** Values by name. */
export const FieldReportOutcome: typeof esper.leyline.v1.FieldReportOutcome = v1.FieldReportOutcome;

/** Risk tier of a blueprint. */
export type BlueprintTier = esper.leyline.v1.BlueprintTier;
/** Values by name. */
export const BlueprintTier: typeof esper.leyline.v1.BlueprintTier = v1.BlueprintTier;

/** Type of a bus message. */
export type BusMessageType = esper.leyline.v1.BusMessageType;
/** Values by name. */
export const BusMessageType: typeof esper.leyline.v1.BusMessageType = v1.BusMessageType;

/** Level of an emergency, with its deadline and actions. */
export type EmergencyLevel = esper.leyline.v1.EmergencyLevel;
/** Values by name. */
export const EmergencyLevel: typeof esper.leyline.v1.EmergencyLevel = v1.EmergencyLevel;
