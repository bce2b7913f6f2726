import { esper } from "./generated/leyline.js";

// The enums of the schema, each as a value and as a type of the same name.

const { v1 } = esper.leyline;

/** Where a seed is in its life. */
export type SeedLifecycleStage = esper.leyline.v1.SeedLifecycleStage;
/** Its values by name. */
export const SeedLifecycleStage: typeof esper.leyline.v1.SeedLifecycleStage = v1.SeedLifecycleStage;

/** A check that a seed passes before it changes stage. */
export type SeedLifecycleGate = esper.leyline.v1.SeedLifecycleGate;
/** Its values by name. */
export const SeedLifecycleGate: typeof esper.leyline.v1.SeedLifecycleGate = v1.SeedLifecycleGate;

/** How well a subsystem does. */
export type HealthStatus = esper.leyline.v1.HealthStatus;
/** Its values by name. */
export const HealthStatus: typeof esper.leyline.v1.HealthStatus = v1.HealthStatus;

/** Whether a breaker lets calls through. */
export type CircuitBreakerState = esper.leyline.v1.CircuitBreakerState;
/** Its values by name. */
export const CircuitBreakerState: typeof esper.leyline.v1.CircuitBreakerState =
  v1.CircuitBreakerState;

/** What a command is about. */
export type CommandType = esper.leyline.v1.CommandType;
/** Its values by name. */
export const CommandType: typeof esper.leyline.v1.CommandType = v1.CommandType;

/** What a command asks of a seed. */
export type SeedOperation = esper.leyline.v1.SeedOperation;
/** Its values by name. */
export const SeedOperation: typeof esper.leyline.v1.SeedOperation = v1.SeedOperation;

/** Which message gives way to which when there is no room for both. */
export type MessagePriority = esper.leyline.v1.MessagePriority;
/** Its values by name. */
export const MessagePriority: typeof esper.leyline.v1.MessagePriority = v1.MessagePriority;

/** How often a message arrives. */
export type DeliveryGuarantee = esper.leyline.v1.DeliveryGuarantee;
/** Its values by name. */
export const DeliveryGuarantee: typeof esper.leyline.v1.DeliveryGuarantee = v1.DeliveryGuarantee;

/** How grave an event is. */
export type TelemetryLevel = esper.leyline.v1.TelemetryLevel;
/** Its values by name. */
export const TelemetryLevel: typeof esper.leyline.v1.TelemetryLevel = v1.TelemetryLevel;

/** What became of a command. */
export type FieldReportOutcome = esper.leyline.v1.FieldReportOutcome;
/** Its values by name. */
export const FieldReportOutcome: typeof esper.leyline.v1.FieldReportOutcome = v1.FieldReportOutcome;

/** How much a blueprint may risk. */
export type BlueprintTier = esper.leyline.v1.BlueprintTier;
/** Its values by name. */
export const BlueprintTier: typeof esper.leyline.v1.BlueprintTier = v1.BlueprintTier;

/** What a message of the bus carries. */
export type BusMessageType = esper.leyline.v1.BusMessageType;
/** Its values by name. */
export const BusMessageType: typeof esper.leyline.v1.BusMessageType = v1.BusMessageType;

/** How bad an emergency is; each level has its deadline and its actions. */
export type EmergencyLevel = esper.leyline.v1.EmergencyLevel;
/** Its values by name. */
export const EmergencyLevel: typeof esper.leyline.v1.EmergencyLevel = v1.EmergencyLevel;
