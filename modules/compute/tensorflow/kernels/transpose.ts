import type { tf } from "../../../../deps.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Axes in another order, without an op. */
export function transpose(native: NativeFunctions, stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "Transpose",
    run: (inputs, attributes, backend) => {
      const x = inputs.x as TensorInfo;
      const axes = attributes.perm as readonly number[];
      if (x.dtype !== "float32") {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      const id = native.transpose(...idsOf(backend, [x]), Int32Array.from(axes));
      return trackOutput(
        backend,
        id,
        axes.map((axis) => x.shape[axis] as number),
      );
    },
  };
}
