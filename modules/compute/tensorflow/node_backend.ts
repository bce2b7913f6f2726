import type { tf } from "../../../deps.ts";

/** A tensor as kernels see it. */
export type TensorInfo = tf.TensorInfo;

/** An attribute of an op, as the binding takes it. */
export interface OpAttribute {
  readonly name: string;
  /** One of the binding's `TF_ATTR_*`. */
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

/** An output of an op: a tensor of TensorFlow's that is in none of tfjs's books yet. */
export interface OpOutput {
  readonly id: number;
  readonly shape: number[];
  /** One of the binding's types. */
  readonly dtype: number;
}

/** The part of the compiled binding that is used here. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  isUsingGpuDevice(): boolean;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): OpOutput[];
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
}

/** Where a tensor's numbers are: with TensorFlow under `id`, or still in `values`. */
export interface TensorEntry {
  id: number;
  values: unknown;
  refCount: number;
}

/** The part of the package's backend class that is used here. */
export interface NodeBackend extends tf.KernelBackend {
  readonly binding: Binding;
  readonly tensorMap: { get(dataId: object): TensorEntry };
  /** Runs an op of TensorFlow's; its output is tracked by the current scope. */
  executeSingleOutput(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
  ): tf.Tensor;
  /** The same for an op with any number of outputs. */
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  /** The tensors as TensorFlow knows them; values that it does not have yet are given to it. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  /** Enters an output in tfjs's books; the current scope tracks it. */
  createOutputTensor(output: OpOutput): tf.Tensor;
  /** The binding's number of a type. */
  getDTypeInteger(dtype: tf.DataType): number;
  incRef(dataId: object): void;
}

/** Name under which the package registers its backend and its kernels; it looks for itself by it. */
export const BACKEND_NAME = "tensorflow";
