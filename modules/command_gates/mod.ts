/**
 * Command gates: which commands a run accepts.
 *
 * @module
 */
export * from "./closed/mod.ts";
export * from "./signed/mod.ts";
