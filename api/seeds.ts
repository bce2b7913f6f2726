/**
 * Seeds: small networks that grow in the slots of a host.
 *
 * @module
 */
export { type StageWeights, stageWeight } from "../core/mod.ts";
export * from "../modules/kasmina/mod.ts";
