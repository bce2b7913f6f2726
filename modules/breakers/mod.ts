/**
 * Circuit breakers.
 *
 * @module
 */
export * from "./closed/mod.ts";
export * from "./opossum/mod.ts";
