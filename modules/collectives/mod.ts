/**
 * Collectives: what joins several processes to train one network.
 *
 * @module
 */
export * from "./in_process/mod.ts";
export * from "./mpi/mod.ts";
export * from "./none/mod.ts";
