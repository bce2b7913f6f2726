import { tf } from "../../../../deps.ts";

/** A tensor as kernels see it. */
export type TensorInfo = tf.TensorInfo;

/** What a kernel may do with the wasm heap: the part of the package's backend class that is used here. */
export interface WasmHeap {
  /**
   * Takes room for a tensor; what is in it is not defined.
   *
   * @param place Where it lies already, in bytes, so that no room is taken.
   */
  makeOutput(shape: number[], dtype: tf.DataType, place?: number): TensorInfo;
  /**
   * A view of the tensor where it lies. Taken after the last `makeOutput`: the heap may move when it grows.
   */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
  /** Adds an owner. */
  incRef(dataId: object): void;
  /** Takes an owner away, and the room with the last. */
  disposeData(dataId: object): boolean;
}

/** A kernel of ours, in the place of a stock one or where there is none. */
export interface WasmKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    heap: WasmHeap,
  ): TensorInfo | TensorInfo[];
}

/** Name under which the backend and its kernels are registered with tfjs, beside the stock `wasm`. */
export const BACKEND_NAME = "tolaria-wasm";

/** Runs another kernel of this backend. The caller disposes what it returns. */
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

/** The same numbers in another shape; a handle of its own. */
export function withShape(tensor: TensorInfo, shape: number[], heap: WasmHeap): TensorInfo {
  heap.incRef(tensor.dataId);
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}

/** Where the tensor's first number lies, in bytes; holds until its room is given back, however the heap grows. */
export function addressOf(tensor: TensorInfo, heap: WasmHeap): number {
  return heap.typedArrayFromHeap(tensor).byteOffset;
}

/** Product of the extents: how many numbers a tensor of `shape` has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
