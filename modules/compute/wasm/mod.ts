/**
 * tfjs's wasm backend, made fit for training.
 *
 * @module
 */
export { type WasmOptions, wasm } from "./wasm.ts";
