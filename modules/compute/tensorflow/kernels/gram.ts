import type { FusedKernels } from "../../../../core/mod.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Inner products of rows, in float64. */
export function gram(native: NativeFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaGram" satisfies keyof FusedKernels,
    run: (inputs, _attributes, backend) => {
      const x = inputs.x as TensorInfo;
      const [id] = idsOf(backend, [x]);
      const rows = x.shape[0] as number;
      return [trackOutput(backend, native.gram(id), [2, rows, rows])];
    },
  };
}
