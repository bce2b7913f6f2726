import { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import {
  addressOf,
  callKernel,
  sizeOf,
  type TensorInfo,
  type WasmHeap,
  type WasmKernel,
} from "./heap.ts";

/**
 * Sums and means, accumulated in float64. The stock kernels accumulate in float32 and lose digits
 * of long sums.
 */
export function reductions(
  stock: (name: string) => tf.KernelFunc,
  compiled: CompiledKernels,
): WasmKernel[] {
  return [
    reduction("Sum", stock("Sum"), compiled, () => 1),
    reduction("Mean", stock("Mean"), compiled, (count) => count),
  ];
}

/** @param divisorOf What a sum of so many numbers is divided by. */
function reduction(
  kernelName: string,
  stock: tf.KernelFunc,
  compiled: CompiledKernels,
  divisorOf: (count: number) => number,
): WasmKernel {
  return {
    kernelName,
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      const axes = tf.util.parseAxisParam(attributes.axis as number | number[], x.shape);
      if (x.dtype !== "float32" || axes.length === 0) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
      }
      const kept = x.shape.filter((_, axis) => !axes.includes(axis));
      const full = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
      const shape = attributes.keepDims ? full : kept;
      const divisor = divisorOf(sizeOf(x.shape) / sizeOf(kept));
      const leading = axes.every((axis) => axis < axes.length);
      return leading && sizeOf(kept) > 1
        ? reduceColumns(x, shape, divisor, heap)
        : reduceRows(x, axes, shape, divisor, heap, compiled);
    },
  };
}

/** Reduces the last axes, after moving the others to the front. */
function reduceRows(
  x: TensorInfo,
  axes: readonly number[],
  shape: number[],
  divisor: number,
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo {
  const order = [...x.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const inOrder = order.every((axis, at) => axis === at || sizeOf(shape) === 1);
  const moved = inOrder ? x : callKernel("Transpose", { x }, { perm: order }, heap);
  const out = heap.makeOutput(shape, "float32");
  const rows = sizeOf(shape);
  const width = rows === 0 ? 0 : sizeOf(x.shape) / rows;
  compiled.sumRows(addressOf(moved, heap), addressOf(out, heap), rows, width, divisor);
  if (moved !== x) heap.disposeData(moved.dataId);
  return out;
}

/** Reduces the first axes: sums of the columns of `x` as rows of the numbers of `shape`. */
function reduceColumns(
  x: TensorInfo,
  shape: number[],
  divisor: number,
  heap: WasmHeap,
): TensorInfo {
  const out = heap.makeOutput(shape, "float32");
  const values = heap.typedArrayFromHeap(x);
  const width = sizeOf(shape);
  const sums = new Float64Array(width);
  for (let row = 0; row < values.length; row += width) {
    for (let column = 0; column < width; column++) {
      sums[column] = (sums[column] as number) + (values[row + column] as number);
    }
  }
  const to = heap.typedArrayFromHeap(out);
  for (let column = 0; column < width; column++) to[column] = (sums[column] as number) / divisor;
  return out;
}
