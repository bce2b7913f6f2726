import { type Codec, codec } from "./codec.ts";
import { esper } from "./generated/leyline.js";

// The messages of the schema as types; those that travel on their own with a codec of the same name.

const { v1 } = esper.leyline;

export type HardwareContext = esper.leyline.v1.HardwareContext.$Properties;

export type SeedState = esper.leyline.v1.SeedState.$Properties;

export type SystemStatePacket = esper.leyline.v1.SystemStatePacket;
export const SystemStatePacket: Codec<
  esper.leyline.v1.SystemStatePacket.$Properties,
  SystemStatePacket
> = codec("SystemStatePacket", v1.SystemStatePacket, true);

export type CommandSeedOperation = esper.leyline.v1.CommandSeedOperation.$Properties;

export type CommandOptimizerAdjustment = esper.leyline.v1.CommandOptimizerAdjustment.$Properties;

export type CommandCircuitBreaker = esper.leyline.v1.CommandCircuitBreaker.$Properties;

export type AdaptationCommand = esper.leyline.v1.AdaptationCommand;
export const AdaptationCommand: Codec<
  esper.leyline.v1.AdaptationCommand.$Properties,
  AdaptationCommand
> = codec("AdaptationCommand", v1.AdaptationCommand, true);

export type MitigationAction = esper.leyline.v1.MitigationAction.$Properties;

export type FieldReport = esper.leyline.v1.FieldReport;
export const FieldReport: Codec<esper.leyline.v1.FieldReport.$Properties, FieldReport> = codec(
  "FieldReport",
  v1.FieldReport,
  true,
);

export type MetricPoint = esper.leyline.v1.MetricPoint.$Properties;

export type TelemetryEvent = esper.leyline.v1.TelemetryEvent.$Properties;

export type TraceSpan = esper.leyline.v1.TraceSpan.$Properties;

export type SystemHealth = esper.leyline.v1.SystemHealth.$Properties;

export type TelemetryPacket = esper.leyline.v1.TelemetryPacket;
export const TelemetryPacket: Codec<esper.leyline.v1.TelemetryPacket.$Properties, TelemetryPacket> =
  codec("TelemetryPacket", v1.TelemetryPacket, false);

export type EventEnvelope = esper.leyline.v1.EventEnvelope;
export const EventEnvelope: Codec<esper.leyline.v1.EventEnvelope.$Properties, EventEnvelope> =
  codec("EventEnvelope", v1.EventEnvelope, false);

export type BusEnvelope = esper.leyline.v1.BusEnvelope;
export const BusEnvelope: Codec<esper.leyline.v1.BusEnvelope.$Properties, BusEnvelope> = codec(
  "BusEnvelope",
  v1.BusEnvelope,
  false,
);

export type EmergencySignal = esper.leyline.v1.EmergencySignal;
export const EmergencySignal: Codec<esper.leyline.v1.EmergencySignal.$Properties, EmergencySignal> =
  codec("EmergencySignal", v1.EmergencySignal, true);
