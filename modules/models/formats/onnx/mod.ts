/**
 * Models as ONNX.
 *
 * @module
 */
export { onnxFormat } from "./onnx_format.ts";
export { onnxBytes } from "./write_onnx.ts";
