import type { tf } from "../../../../deps.ts";
import { type TensorInfo, type WasmKernel, withShape } from "./heap.ts";

/**
 * Returns a handle on a tensor that has the dtype already; tfjs's gradients make such casts at
 * every ReLU and sum.
 */
export function cast(stock: tf.KernelFunc): WasmKernel {
  return {
    kernelName: "Cast",
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      if (attributes.dtype === x.dtype) return withShape(x, x.shape, heap);
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap }) as TensorInfo;
    },
  };
}
