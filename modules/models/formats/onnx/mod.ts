/**
 * Models as ONNX.
 *
 * @module
 */
export { onnxBytes } from "./write_onnx.ts";
