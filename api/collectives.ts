/**
 * Collectives: what joins several processes to train one network.
 *
 * @module
 */
export * from "../modules/collectives/mod.ts";
