import { tf } from "../../../../deps.ts";

/** A tensor as kernels see it. */
export type TensorInfo = tf.TensorInfo;

/** The part of the package's backend class that kernels use. */
export interface WasmHeap {
  /**
   * Allocates a tensor; its content is undefined.
   *
   * @param place Address of existing memory to use instead.
   */
  makeOutput(shape: number[], dtype: tf.DataType, place?: number): TensorInfo;
  /**
   * Returns a view of the tensor's memory. Take it after the last `makeOutput`: the heap may move
   * when it grows.
   */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
  /** Adds an owner of the tensor's data. */
  incRef(dataId: object): void;
  /** Removes an owner, and frees the data after the last one. */
  disposeData(dataId: object): boolean;
}

/** A kernel that replaces a stock one or adds one. */
export interface WasmKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    heap: WasmHeap,
  ): TensorInfo | TensorInfo[];
}

/**
 * Name under which tfjs knows the backend and its kernels; the stock backend stays registered as
 * `wasm`.
 */
export const BACKEND_NAME = "tolaria-wasm";

/** Runs another kernel of this backend. The caller disposes the result. */
export function callKernel(
  kernelName: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: Readonly<Record<string, unknown>>,
  heap: WasmHeap,
): TensorInfo {
  const kernel = tf.getKernel(kernelName, BACKEND_NAME);
  if (!kernel) throw new Error(`${BACKEND_NAME} has no kernel "${kernelName}".`);
  return kernel.kernelFunc({
    inputs,
    attrs: attrs as tf.NamedAttrMap,
    backend: heap,
  }) as TensorInfo;
}

/** Returns a handle on the same data with another shape. */
export function withShape(tensor: TensorInfo, shape: number[], heap: WasmHeap): TensorInfo {
  heap.incRef(tensor.dataId);
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}

/** Address of a tensor's data; valid until it is freed, even when the heap grows. */
export function addressOf(tensor: TensorInfo, heap: WasmHeap): number {
  return heap.typedArrayFromHeap(tensor).byteOffset;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
