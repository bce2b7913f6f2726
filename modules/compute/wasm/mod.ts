/**
 * tfjs's wasm backend, made fit for training. What is ours in it, and how its compiled kernels are made: docs/wasm.md.
 *
 * @module
 */
export { type WasmOptions, wasm } from "./wasm.ts";
