import { type Codec, codec } from "./codec.ts";
import { esper } from "./generated/leyline.js";

// The messages of the schema as types; those that travel on their own with a codec of the same name.

const { v1 } = esper.leyline;

/** Compute device. */
export type HardwareContext = esper.leyline.v1.HardwareContext.$Properties;

/** A seed as the controller sees it. */
export type SeedState = esper.leyline.v1.SeedState.$Properties;

/** State of the training at an epoch boundary. */
export type SystemStatePacket = esper.leyline.v1.SystemStatePacket;
/** Codec of the message. */
export const SystemStatePacket: Codec<
  esper.leyline.v1.SystemStatePacket.$Properties,
  SystemStatePacket
> = codec("SystemStatePacket", v1.SystemStatePacket, true);

/** A command about a seed. */
export type CommandSeedOperation = esper.leyline.v1.CommandSeedOperation.$Properties;

/** A command about the optimizer. */
export type CommandOptimizerAdjustment = esper.leyline.v1.CommandOptimizerAdjustment.$Properties;

/** A command about a breaker. */
export type CommandCircuitBreaker = esper.leyline.v1.CommandCircuitBreaker.$Properties;

/** The controller's answer to a packet. */
export type AdaptationCommand = esper.leyline.v1.AdaptationCommand;
/** Codec of the message. */
export const AdaptationCommand: Codec<
  esper.leyline.v1.AdaptationCommand.$Properties,
  AdaptationCommand
> = codec("AdaptationCommand", v1.AdaptationCommand, true);

/** Follow-up of an outcome. */
export type MitigationAction = esper.leyline.v1.MitigationAction.$Properties;

/** Effect of a command. */
export type FieldReport = esper.leyline.v1.FieldReport;
/** Codec of the message. */
export const FieldReport: Codec<esper.leyline.v1.FieldReport.$Properties, FieldReport> = codec(
  "FieldReport",
  v1.FieldReport,
  true,
);

/** A measurement. */
export type MetricPoint = esper.leyline.v1.MetricPoint.$Properties;

/** An event. */
export type TelemetryEvent = esper.leyline.v1.TelemetryEvent.$Properties;

/** A piece of work with its start and end. */
export type TraceSpan = esper.leyline.v1.TraceSpan.$Properties;

/** Health of a subsystem, with the reason. */
export type SystemHealth = esper.leyline.v1.SystemHealth.$Properties;

/** Numbers, events and spans of a subsystem. */
export type TelemetryPacket = esper.leyline.v1.TelemetryPacket;
/** Codec of the message. */
export const TelemetryPacket: Codec<esper.leyline.v1.TelemetryPacket.$Properties, TelemetryPacket> =
  codec("TelemetryPacket", v1.TelemetryPacket, false);

/** Envelope of an event. */
export type EventEnvelope = esper.leyline.v1.EventEnvelope;
/** Codec of the message. */
export const EventEnvelope: Codec<esper.leyline.v1.EventEnvelope.$Properties, EventEnvelope> =
  codec("EventEnvelope", v1.EventEnvelope, false);

/** Envelope of a bus message. */
export type BusEnvelope = esper.leyline.v1.BusEnvelope;
/** Codec of the message. */
export const BusEnvelope: Codec<esper.leyline.v1.BusEnvelope.$Properties, BusEnvelope> = codec(
  "BusEnvelope",
  v1.BusEnvelope,
  false,
);

/** An emergency, and who raised it. */
export type EmergencySignal = esper.leyline.v1.EmergencySignal;
/** Codec of the message. */
export const EmergencySignal: Codec<esper.leyline.v1.EmergencySignal.$Properties, EmergencySignal> =
  codec("EmergencySignal", v1.EmergencySignal, true);
