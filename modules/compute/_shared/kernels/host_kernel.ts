import type { tf } from "../../../../deps.ts";

/** A tensor as kernels see it. */
export type TensorInfo = tf.TensorInfo;

/** Memory of a backend whose tensors JavaScript reads and writes in place. */
export interface HostMemory {
  /** Allocates a tensor; its content is undefined. */
  makeOutput(shape: number[], dtype: tf.DataType): TensorInfo;
  /** The numbers of a tensor. Take it after the last `makeOutput`: the memory may move when it grows. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** A kernel in plain TypeScript, for every backend with such memory. */
export interface HostKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    memory: HostMemory,
  ): TensorInfo | TensorInfo[];
}

/** The numbers of a float32 tensor. */
export function floatsOf(tensor: TensorInfo | undefined, memory: HostMemory): Float32Array {
  return memory.typedArrayFromHeap(tensor as TensorInfo) as Float32Array;
}
