/**
 * Signal channels: how another process sees and steers a run.
 *
 * @module
 */
export * from "./in_process/mod.ts";
export * from "./shared_memory/mod.ts";
