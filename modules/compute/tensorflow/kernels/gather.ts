import { tf } from "../../../../deps.ts";
import type { TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/**
 * Accepts negative axes; the package checks ids against the extent of an axis that does not exist.
 */
export function gather(stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "GatherV2",
    run: (inputs, attributes, backend) => {
      const { shape } = inputs.x as TensorInfo;
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, shape) as [number];
      const attrs = { ...attributes, axis } as unknown as tf.NamedAttrMap;
      return stock({ inputs, attrs, backend });
    },
  };
}
