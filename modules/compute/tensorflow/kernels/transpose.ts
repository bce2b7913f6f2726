import type { tf } from "../../../../deps.ts";
import type { DirectFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./by_id.ts";
import { enter } from "./outputs.ts";
import type { TensorflowKernel } from "./register.ts";

/** Axes in another order, without an op. */
export function transpose(direct: DirectFunctions, stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "Transpose",
    run: (inputs, attributes, backend) => {
      const x = inputs.x as TensorInfo;
      const axes = attributes.perm as readonly number[];
      if (x.dtype !== "float32") {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      const id = direct.transposed(...idsOf(backend, [x]), Int32Array.from(axes));
      return enter(
        backend,
        id,
        axes.map((axis) => x.shape[axis] as number),
      );
    },
  };
}
