/**
 * The messages of an ONNX model, and their encoding.
 *
 * @module
 */
import { Writer } from "../../deps_worker.ts";
import { onnx } from "../generated/onnx.js";

/** A model: a graph, and the version of the operators in it. */
export type ModelProto = onnx.ModelProto.$Properties;
/** Operators in topological order, with inputs, outputs and constants. */
export type GraphProto = onnx.GraphProto.$Properties;
/** A call of an operator. */
export type NodeProto = onnx.NodeProto.$Properties;
/** An option of an operator. */
export type AttributeProto = onnx.AttributeProto.$Properties;
/** A constant. */
export type TensorProto = onnx.TensorProto.$Properties;
/** Name, type and shape of an input or output. */
export type ValueInfoProto = onnx.ValueInfoProto.$Properties;

/** Kinds of an option. */
export const AttributeType: typeof onnx.AttributeProto.AttributeType =
  onnx.AttributeProto.AttributeType;
/** Kinds of numbers. */
export const DataType: typeof onnx.TensorProto.DataType = onnx.TensorProto.DataType;

/** Encodes a model as an `.onnx` file holds it. */
export function encodeModel(model: ModelProto): Uint8Array {
  return onnx.ModelProto.encode(model, new Writer()).finish();
}
