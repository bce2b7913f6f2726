/**
 * Checkpoint stores: where training states are kept.
 *
 * @module
 */
export * from "./filesystem/mod.ts";
export * from "./memory/mod.ts";
export * from "./none/mod.ts";
