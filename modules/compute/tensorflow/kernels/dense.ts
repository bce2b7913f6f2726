import type { FusedKernels } from "../../../../core/mod.ts";
import type { NativeFunctions, SimdFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf, NONE } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** A dense layer and its gradient, without ops. */
export function dense(native: NativeFunctions & SimdFunctions): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaDense" satisfies keyof FusedKernels,
      run: (inputs, { activation }, backend) => {
        const [x, kernel] = [inputs.x as TensorInfo, inputs.kernel as TensorInfo];
        const ids = idsOf(backend, [x, kernel, inputs.bias]);
        const id = native.dense(...ids, activation === "relu");
        return [trackOutput(backend, id, [...x.shape.slice(0, -1), kernel.shape[1] as number])];
      },
    },
    {
      kernelName: "TolariaDenseGradient" satisfies keyof FusedKernels,
      run: (inputs, _attributes, backend) => {
        const { shape } = inputs.dy as TensorInfo;
        const [dy, y] = idsOf(backend, [inputs.dy, inputs.y]);
        const id = native.denseGradient(dy, y);
        const sums = trackOutput(backend, id, shape.slice(-1));
        return y === NONE ? [sums] : [sums, trackOutput(backend, id + 1, shape)];
      },
    },
  ];
}
