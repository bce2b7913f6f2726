/**
 * Host networks.
 *
 * @module
 */
export {
  buildHost,
  copyWeights,
  hostState,
  type PolyakOptions,
  polyakUpdate,
} from "./_weights/mod.ts";
export * from "./blocks/mod.ts";
export * from "./cnn/mod.ts";
export * from "./function_host/mod.ts";
export * from "./gpt/mod.ts";
export * from "./layers_model/mod.ts";
export * from "./mlp/mod.ts";
