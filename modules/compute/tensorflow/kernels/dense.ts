import type { FusedKernels } from "../../../../core/mod.ts";
import type { DirectFunctions, DirectProducts, TensorInfo } from "../node_backend.ts";
import { idsOf, NONE } from "./by_id.ts";
import { enter } from "./outputs.ts";
import type { TensorflowKernel } from "./register.ts";

/** A dense layer and its gradient, without ops. */
export function dense(direct: DirectFunctions & DirectProducts): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaDense" satisfies keyof FusedKernels,
      run: (inputs, { activation }, backend) => {
        const [x, kernel] = [inputs.x as TensorInfo, inputs.kernel as TensorInfo];
        const ids = idsOf(backend, [x, kernel, inputs.bias]);
        const id = direct.dense(...ids, activation === "relu");
        return [enter(backend, id, [...x.shape.slice(0, -1), kernel.shape[1] as number])];
      },
    },
    {
      kernelName: "TolariaDenseGradient" satisfies keyof FusedKernels,
      run: (inputs, _attributes, backend) => {
        const { shape } = inputs.dy as TensorInfo;
        const [dy, y] = idsOf(backend, [inputs.dy, inputs.y]);
        const id = direct.denseGradient(dy, y);
        const sums = enter(backend, id, shape.slice(-1));
        return y === NONE ? [sums] : [sums, enter(backend, id + 1, shape)];
      },
    },
  ];
}
