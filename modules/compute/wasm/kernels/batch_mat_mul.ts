import type { tf } from "../../../../deps.ts";
import { callKernel, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/**
 * Matrix product that transposes its factors first where it is to.
 *
 * The stock kernel has a slow path for transposed factors: 82 ms against 5.6 for [128, 784]^T x [128, 512].
 *
 * @param stock The stock kernel, for factors as they are.
 */
export function batchMatMul(stock: tf.KernelFunc): WasmKernel {
  return {
    kernelName: "BatchMatMul",
    run: ({ a, b }, { transposeA, transposeB }, heap) => {
      const left = transposeA ? transposed(a as TensorInfo, heap) : (a as TensorInfo);
      const right = transposeB ? transposed(b as TensorInfo, heap) : (b as TensorInfo);
      const attrs = { transposeA: false, transposeB: false };
      const product = stock({ inputs: { a: left, b: right }, attrs, backend: heap }) as TensorInfo;
      if (left !== a) heap.disposeData(left.dataId);
      if (right !== b) heap.disposeData(right.dataId);
      return product;
    },
  };
}

/** The matrices of `x`, its last two axes, transposed. */
function transposed(x: TensorInfo, heap: WasmHeap): TensorInfo {
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  return callKernel("Transpose", { x }, { perm }, heap);
}
