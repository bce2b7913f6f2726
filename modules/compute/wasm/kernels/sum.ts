import { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/**
 * Sums over the leading axes (the gradient of a bias) or over all of them (a norm), in double precision and
 * without transposing first; other sums are the stock kernel's.
 */
export function sum(stock: tf.KernelFunc, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Sum",
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      const axes = tf.util.parseAxisParam(attributes.axis as number | number[], x.shape);
      const leading = axes.every((axis, index) => axis === index);
      if (x.dtype !== "float32" || !leading || axes.length === 0) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap }) as TensorInfo;
      }
      const kept = x.shape.slice(axes.length);
      const shape = attributes.keepDims ? [...axes.map(() => 1), ...kept] : kept;
      return sizeOf(kept) === 1 ? sumAll(x, shape, heap, compiled) : sumColumns(x, shape, heap);
    },
  };
}

function sumAll(
  x: TensorInfo,
  shape: number[],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo {
  const out = heap.makeOutput(shape, "float32");
  heap.typedArrayFromHeap(out)[0] = compiled.sum(addressOf(x, heap), sizeOf(x.shape));
  return out;
}

/** Sums of the columns of `x` as rows of the numbers of `shape`. */
function sumColumns(x: TensorInfo, shape: number[], heap: WasmHeap): TensorInfo {
  const out = heap.makeOutput(shape, "float32");
  const values = heap.typedArrayFromHeap(x);
  const width = sizeOf(shape);
  const sums = new Float64Array(width);
  for (let row = 0; row < values.length; row += width) {
    for (let column = 0; column < width; column++) {
      sums[column] = (sums[column] as number) + (values[row + column] as number);
    }
  }
  heap.typedArrayFromHeap(out).set(sums);
  return out;
}
