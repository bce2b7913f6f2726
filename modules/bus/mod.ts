/**
 * Message buses between runs and their operators.
 *
 * @module
 */
export * from "./in_process/mod.ts";
export * from "./none/mod.ts";
export * from "./redis/mod.ts";
