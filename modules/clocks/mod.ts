/**
 * Clocks.
 *
 * @module
 */
export * from "./manual/mod.ts";
export * from "./system/mod.ts";
