import type { FusedKernels } from "../../../../core/mod.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/** Counts correct rows in one pass instead of ops for argmax, comparison, cast and mean. */
export function accuracy(native: NativeFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaAccuracy" satisfies keyof FusedKernels,
    run: (inputs, _attributes, backend) => {
      const tensors = [inputs.scores as TensorInfo, inputs.targets as TensorInfo];
      const [scores, targets] = backend.getInputTensorIds(tensors) as [number, number];
      const id = native.accuracy(scores, targets);
      return [backend.createOutputTensor({ id, shape: [], dtype: backend.binding.TF_FLOAT })];
    },
  };
}
