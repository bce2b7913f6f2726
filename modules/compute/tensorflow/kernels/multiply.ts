import { tf } from "../../../../deps.ts";
import type { NativeFunctions, NodeBackend, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Numbers up to which a direct call takes less time than an op's dispatch. */
const FEW = 1 << 15;

/**
 * Products of small tensors and numbers, as in the gradients of means: a sum of one number each,
 * divided by the reciprocal in float64.
 */
export function multiply(native: NativeFunctions, stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "Multiply",
    run: (inputs, attributes, backend) => {
      const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
      const [x, factor] = a.shape.length < b.shape.length ? [b, a] : [a, b];
      const size = tf.util.sizeFromShape(x.shape);
      const floats = x.dtype === "float32" && factor.dtype === "float32";
      if (!floats || factor.shape.length > 0 || size > FEW) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      const [id] = backend.getInputTensorIds([x]) as [number];
      const [extents, shape] = [Int32Array.of(1, 1, size), Int32Array.from(x.shape)];
      return trackOutput(
        backend,
        native.sum(id, extents, 1 / numberOf(factor, backend), shape),
        x.shape,
      );
    },
  };
}

/** The number of a scalar tensor, which TensorFlow may not have seen yet. */
function numberOf({ dataId }: TensorInfo, backend: NodeBackend): number {
  const { values, id } = backend.tensorMap.get(dataId);
  const numbers = values ?? backend.binding.tensorDataSync(id);
  return Math.fround((numbers as Float32Array)[0] as number);
}
