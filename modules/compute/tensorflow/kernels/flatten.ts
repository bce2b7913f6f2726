import type { FusedKernels } from "../../../../core/mod.ts";
import type { DirectFunctions, NodeBackend, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/** Copies each number once, and squares it in passing. */
export function flatten(direct: DirectFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaFlatten" satisfies keyof FusedKernels,
    run: (inputs, _attributes, backend) => {
      const tensors = Object.values(inputs) as TensorInfo[];
      const flat = direct.flatten(Int32Array.from(backend.getInputTensorIds(tensors)));
      const size = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      return [enter(backend, flat, [size]), enter(backend, flat + 1, [])];
    },
  };
}

function enter(backend: NodeBackend, id: number, shape: number[]): TensorInfo {
  return backend.createOutputTensor({ id, shape, dtype: backend.binding.TF_FLOAT });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
