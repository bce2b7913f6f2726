/**
 * tfjs's wasm backend, extended for training: docs/wasm.md says what is added and how its kernels
 * are compiled.
 *
 * @module
 */
export { type WasmOptions, wasm } from "./wasm.ts";
