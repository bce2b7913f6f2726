/**
 * tfjs's WebGPU backend.
 *
 * @module
 */
export { isWebgpuThere, type WebgpuOptions, webgpu, webgpuOnHardware } from "./webgpu.ts";
