import type { FusedKernels } from "../../../../core/mod.ts";
import type { TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import { rawOp } from "./raw_op.ts";
import type { TensorflowKernel } from "./register.ts";

/** Twice `L2Loss`, which is half the sum of squares in one pass. */
export const squaredNorm: TensorflowKernel = {
  kernelName: "TolariaSquaredNorm" satisfies keyof FusedKernels,
  run: (inputs, _attributes, backend) => {
    const type = [floatType(backend)];
    const ids = backend.getInputTensorIds([inputs.x as TensorInfo]);
    const half = rawOp(backend, "L2Loss", type, ids);
    const norm = rawOp(backend, "Add", type, [half.id, half.id]);
    backend.binding.deleteTensor(half.id);
    return [backend.createOutputTensor(norm)];
  },
};
