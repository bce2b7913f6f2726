import { tf } from "../../../../deps.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Sums of tensors of one shape, or of the last axes of one: residuals, biases, gradients that meet. */
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

/** Fewer numbers than this are not worth a loop of their own for each time that they are added. */
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
