import type { tf } from "../../../../deps.ts";
import type { TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/**
 * Returns a handle on a tensor that has the dtype already; tfjs's gradients make such casts at
 * every ReLU and sum.
 */
export function cast(stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "Cast",
    run: (inputs, attributes, backend) => {
      const x = inputs.x as TensorInfo;
      if (attributes.dtype !== x.dtype) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  };
}
