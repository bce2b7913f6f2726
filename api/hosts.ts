/**
 * Host networks: a tfjs model as it is, blocks with slots for seeds between them, and ready-made ones.
 *
 * @module
 */
export * from "../modules/attention/mod.ts";
export * from "../modules/hosts/mod.ts";
