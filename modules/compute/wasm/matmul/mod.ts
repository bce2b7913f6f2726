/**
 * Matrix products on the wasm heap, with threads of our own.
 *
 * @module
 */
export type { IndexOffsets, MatmulEngine, MatrixLayout } from "./matmul_engine.ts";
export { startMatmulEngine } from "./start.ts";
