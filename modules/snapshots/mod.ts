/**
 * Snapshot stores: recent states kept in memory.
 *
 * @module
 */
export * from "./none/mod.ts";
export * from "./recent/mod.ts";
