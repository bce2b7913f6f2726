/**
 * Host networks.
 *
 * @module
 */
export * from "./blocks/mod.ts";
export * from "./cnn/mod.ts";
export * from "./layers_model/mod.ts";
export * from "./mlp/mod.ts";
