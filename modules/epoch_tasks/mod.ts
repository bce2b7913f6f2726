/**
 * Tasks that run after each epoch.
 *
 * @module
 */
export * from "./after_epoch/mod.ts";
export * from "./packet_log/mod.ts";
