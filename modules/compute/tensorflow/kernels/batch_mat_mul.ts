import type { tf } from "../../../../deps.ts";
import type { TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import type { TensorflowKernel } from "./register.ts";

/** How two matrices are multiplied. */
interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Products of single matrices by `MatMul`: `BatchMatMulV2`, which the package takes for all, takes a quarter longer for
 * those of a dense layer, and four times as long for small ones.
 */
export function batchMatMul(stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "BatchMatMul",
    run: (inputs, attributes, backend) => {
      const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
      const single = a.shape.length === 2 && b.shape.length === 2;
      if (!single || a.dtype !== "float32" || b.dtype !== "float32") {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      const { transposeA, transposeB } = attributes as unknown as Attributes;
      return backend.executeSingleOutput(
        "MatMul",
        [
          floatType(backend),
          flag(backend, "transpose_a", transposeA),
          flag(backend, "transpose_b", transposeB),
        ],
        [a, b],
      );
    },
  };
}
