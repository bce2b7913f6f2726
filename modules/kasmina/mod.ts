/**
 * Kasmina: seeds in the slots of a host network.
 *
 * @module
 */
export * from "./recording/mod.ts";
export * from "./seeds/mod.ts";
