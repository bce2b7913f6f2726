/**
 * Compute backends: what runs the kernels.
 *
 * @module
 */
export * from "./cpu/mod.ts";
export {
  checkTensorflow,
  type Installation,
  type SetupOptions,
  type SetupResult,
  setupTensorflow,
  type TensorflowOptions,
  tensorflow,
} from "./tensorflow/mod.ts";
export * from "./wasm/mod.ts";
export { type WebgpuOptions, webgpu } from "./webgpu/mod.ts";
