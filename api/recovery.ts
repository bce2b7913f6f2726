/**
 * What notices that a training goes wrong, and what brings it back: watchdogs, autopilots, snapshots, breakers.
 *
 * @module
 */
export * from "../modules/autopilots/mod.ts";
export * from "../modules/breakers/mod.ts";
export { type TieredRollbackOptions, tieredRollback } from "../modules/mod.ts";
export * from "../modules/snapshots/mod.ts";
export * from "../modules/watchdogs/mod.ts";
