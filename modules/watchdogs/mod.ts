/**
 * Watchdogs: what raises an alarm.
 *
 * @module
 */
export * from "./none/mod.ts";
export * from "./watchdog/mod.ts";
