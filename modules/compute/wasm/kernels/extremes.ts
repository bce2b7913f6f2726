import { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/**
 * The larger or smaller of two numbers; NaN if either is NaN. In the stock kernels a number wins
 * over NaN.
 */
export function extremes(
  stock: (name: string) => tf.KernelFunc,
  compiled: CompiledKernels,
): WasmKernel[] {
  return [
    extreme("Maximum", stock("Maximum"), compiled.maximum),
    extreme("Minimum", stock("Minimum"), compiled.minimum),
  ];
}

function extreme(
  kernelName: string,
  stock: tf.KernelFunc,
  compute: (x: number, y: number, out: number, n: number) => void,
): WasmKernel {
  return {
    kernelName,
    run: (inputs, attributes, heap) => {
      const { a, b } = inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
      if (a.dtype !== "float32" || b.dtype !== "float32") {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
      }
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const [x, y] = [repeated(a, shape, heap), repeated(b, shape, heap)];
      const out = heap.makeOutput(shape, "float32");
      compute(addressOf(x, heap), addressOf(y, heap), addressOf(out, heap), sizeOf(shape));
      for (const [tensor, input] of [
        [x, a],
        [y, b],
      ]) {
        if (tensor !== input) heap.disposeData((tensor as TensorInfo).dataId);
      }
      return out;
    },
  };
}

/** A tensor broadcast to `shape`; the same one if it has that already. */
function repeated(x: TensorInfo, shape: number[], heap: WasmHeap): TensorInfo {
  if (tf.util.arraysEqual(x.shape, shape)) return x;
  const out = heap.makeOutput(shape, "float32");
  const [from, to] = [heap.typedArrayFromHeap(x), heap.typedArrayFromHeap(out)];
  if (from.length === 1) {
    to.fill(from[0] as number);
    return out;
  }
  const own = [...Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  const strides = tf.util.computeStrides([...own, 1]);
  const steps = own.map((extent, axis) => (extent === 1 ? 0 : (strides[axis] as number)));
  const index = shape.map(() => 0);
  let source = 0;
  for (let at = 0; at < to.length; at++) {
    to[at] = from[source] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      source += steps[axis] as number;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      source -= (steps[axis] as number) * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}
