import type { FusedKernels } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Copies each number once and squares it on the way. */
export function flatten(native: NativeFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaFlatten" satisfies keyof FusedKernels,
    run: (inputs, _attributes, backend) => {
      const tensors = Object.values(inputs) as TensorInfo[];
      const flat = native.flatten(Int32Array.from(backend.getInputTensorIds(tensors)));
      const size = tensors.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
      return [trackOutput(backend, flat, [size]), trackOutput(backend, flat + 1, [])];
    },
  };
}
