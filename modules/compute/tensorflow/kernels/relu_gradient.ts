import type { FusedKernels } from "../../../../core/mod.ts";
import type { TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import type { TensorflowKernel } from "./register.ts";

/** One op instead of four: ReLU, sign, cast and product. */
export const reluGradient: TensorflowKernel = {
  kernelName: "TolariaReluGradient" satisfies keyof FusedKernels,
  run: (inputs, _attributes, backend) => {
    const tensors = [inputs.dy as TensorInfo, inputs.x as TensorInfo];
    return [backend.executeSingleOutput("ReluGrad", [floatType(backend)], tensors)];
  },
};
