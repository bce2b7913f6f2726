import { tf } from "../../../../deps.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/**
 * Sums of tensors with the same shape, or with the last axes of the other's: residuals, biases,
 * gradients.
 */
export function add(native: NativeFunctions, stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "Add",
    run: (inputs, attributes, backend) => {
      const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
      const [longer, shorter] = a.shape.length < b.shape.length ? [b, a] : [a, b];
      const floats = a.dtype === "float32" && b.dtype === "float32";
      if (!floats || !endsWith(longer.shape, shorter.shape) || isShort(longer, shorter)) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      return trackOutput(backend, native.add(...idsOf(backend, [longer, shorter])), longer.shape);
    },
  };
}

/** Minimum length of the inner loop. */
const FEWEST = 16;

function isShort(longer: TensorInfo, shorter: TensorInfo): boolean {
  return (
    longer.shape.length !== shorter.shape.length && tf.util.sizeFromShape(shorter.shape) < FEWEST
  );
}

function endsWith(shape: readonly number[], last: readonly number[]): boolean {
  const before = shape.length - last.length;
  return last.every((extent, axis) => extent === shape[before + axis]);
}
