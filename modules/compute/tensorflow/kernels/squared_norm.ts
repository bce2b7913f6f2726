import type { FusedKernels } from "../../../../core/mod.ts";
import type { OpOutput, TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import type { TensorflowKernel } from "./register.ts";

/** Twice `L2Loss`, which is half a sum of squares in one pass. */
export const squaredNorm: TensorflowKernel = {
  kernelName: "TolariaSquaredNorm" satisfies keyof FusedKernels,
  run: (inputs, _attributes, backend) => {
    const { binding } = backend;
    const type = [floatType(backend)];
    const ids = backend.getInputTensorIds([inputs.x as TensorInfo]);
    const [half] = binding.executeOp("L2Loss", type, ids, 1) as [OpOutput];
    const [norm] = binding.executeOp("Add", type, [half.id, half.id], 1) as [OpOutput];
    binding.deleteTensor(half.id);
    return [backend.createOutputTensor(norm)];
  },
};
