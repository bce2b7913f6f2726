/**
 * Objectives: losses, and the metrics beside them.
 *
 * @module
 */
export * from "../modules/objectives/mod.ts";
