import type { FusedKernels } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { DirectFunctions, TensorInfo } from "../node_backend.ts";
import { enter } from "./outputs.ts";
import type { TensorflowKernel } from "./register.ts";

/** Copies each number once, and squares it in passing. */
export function flatten(direct: DirectFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaFlatten" satisfies keyof FusedKernels,
    run: (inputs, _attributes, backend) => {
      const tensors = Object.values(inputs) as TensorInfo[];
      const flat = direct.flatten(Int32Array.from(backend.getInputTensorIds(tensors)));
      const size = tensors.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
      return [enter(backend, flat, [size]), enter(backend, flat + 1, [])];
    },
  };
}
