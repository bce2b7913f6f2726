import type { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/** Square roots by SIMD: updates with a second moment take one per element. */
export const sqrt = (stock: tf.KernelFunc, compiled: CompiledKernels): WasmKernel =>
  unary("Sqrt", stock, compiled.sqrt);

/**
 * The sign. The stock kernel returns 0 for NaN and for numbers below 1.2e-7, so that Lion does not
 * move small weights.
 */
export const sign = (stock: tf.KernelFunc, compiled: CompiledKernels): WasmKernel =>
  unary("Sign", stock, compiled.sign);

function unary(
  kernelName: string,
  stock: tf.KernelFunc,
  compute: (x: number, out: number, n: number) => void,
): WasmKernel {
  return {
    kernelName,
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      if (x.dtype !== "float32") {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap }) as TensorInfo;
      }
      const out = heap.makeOutput(x.shape, "float32");
      compute(addressOf(x, heap), addressOf(out, heap), sizeOf(x.shape));
      return out;
    },
  };
}

/** Products; those with a single number are a SIMD pass: clipping, decay, moments. */
export function multiply(stock: tf.KernelFunc, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Multiply",
    run: (inputs, attributes, heap) => {
      const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
      if (a.dtype === "float32" && b.dtype === "float32") {
        if (b.shape.length === 0) return scale(compiled, a, b, heap);
        if (a.shape.length === 0) return scale(compiled, b, a, heap);
      }
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap }) as TensorInfo;
    },
  };
}

function scale(
  compiled: CompiledKernels,
  x: TensorInfo,
  factor: TensorInfo,
  heap: WasmHeap,
): TensorInfo {
  const out = heap.makeOutput(x.shape, "float32");
  const by = heap.typedArrayFromHeap(factor)[0] as number;
  compiled.scale(addressOf(x, heap), addressOf(out, heap), sizeOf(x.shape), by);
  return out;
}
