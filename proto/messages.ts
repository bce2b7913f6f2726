import { type Codec, codec } from "./codec.ts";
import { esper } from "./generated/leyline.js";

// The messages of the schema as types; those that travel on their own with a codec of the same name.

const { v1 } = esper.leyline;

/** What the kernels run on. */
export type HardwareContext = esper.leyline.v1.HardwareContext.$Properties;

/** A seed as the controller sees it. */
export type SeedState = esper.leyline.v1.SeedState.$Properties;

/** Where training stands at an epoch boundary. */
export type SystemStatePacket = esper.leyline.v1.SystemStatePacket;
/** Writes and reads it. */
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
/** Writes and reads it. */
export const AdaptationCommand: Codec<
  esper.leyline.v1.AdaptationCommand.$Properties,
  AdaptationCommand
> = codec("AdaptationCommand", v1.AdaptationCommand, true);

/** What is done about an outcome. */
export type MitigationAction = esper.leyline.v1.MitigationAction.$Properties;

/** What a command led to. */
export type FieldReport = esper.leyline.v1.FieldReport;
/** Writes and reads it. */
export const FieldReport: Codec<esper.leyline.v1.FieldReport.$Properties, FieldReport> = codec(
  "FieldReport",
  v1.FieldReport,
  true,
);

/** A number that was measured. */
export type MetricPoint = esper.leyline.v1.MetricPoint.$Properties;

/** Something that happened. */
export type TelemetryEvent = esper.leyline.v1.TelemetryEvent.$Properties;

/** A piece of work with its start and end. */
export type TraceSpan = esper.leyline.v1.TraceSpan.$Properties;

/** How well a subsystem does, and why. */
export type SystemHealth = esper.leyline.v1.SystemHealth.$Properties;

/** Numbers, events and spans of a subsystem. */
export type TelemetryPacket = esper.leyline.v1.TelemetryPacket;
/** Writes and reads it. */
export const TelemetryPacket: Codec<esper.leyline.v1.TelemetryPacket.$Properties, TelemetryPacket> =
  codec("TelemetryPacket", v1.TelemetryPacket, false);

/** What an event travels in. */
export type EventEnvelope = esper.leyline.v1.EventEnvelope;
/** Writes and reads it. */
export const EventEnvelope: Codec<esper.leyline.v1.EventEnvelope.$Properties, EventEnvelope> =
  codec("EventEnvelope", v1.EventEnvelope, false);

/** What a message of the bus travels in. */
export type BusEnvelope = esper.leyline.v1.BusEnvelope;
/** Writes and reads it. */
export const BusEnvelope: Codec<esper.leyline.v1.BusEnvelope.$Properties, BusEnvelope> = codec(
  "BusEnvelope",
  v1.BusEnvelope,
  false,
);

/** An emergency, and who raised it. */
export type EmergencySignal = esper.leyline.v1.EmergencySignal;
/** Writes and reads it. */
export const EmergencySignal: Codec<esper.leyline.v1.EmergencySignal.$Properties, EmergencySignal> =
  codec("EmergencySignal", v1.EmergencySignal, true);
