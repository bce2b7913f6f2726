/**
 * Autopilots: how a run recovers from an alarm.
 *
 * @module
 */
export * from "./autopilot/mod.ts";
export * from "./none/mod.ts";
