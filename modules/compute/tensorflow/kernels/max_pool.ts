import type { DirectProducts, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./by_id.ts";
import { enter } from "./outputs.ts";
import type { TensorflowKernel } from "./register.ts";
import { numbersOf, poolWindows } from "./windows.ts";

/** Pools by their largest number, and their gradient: TensorFlow's own takes ten times as long as the pool. */
export function maxPool(direct: DirectProducts): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "MaxPool",
      run: (inputs, attributes, backend) => {
        const x = inputs.x as TensorInfo;
        const windows = poolWindows(x.shape, attributes);
        const [id] = idsOf(backend, [x]);
        return enter(backend, direct.maxPool(id, numbersOf(windows)), windows.outShape);
      },
    },
    {
      kernelName: "MaxPoolGrad",
      run: (inputs, attributes, backend) => {
        const x = inputs.input as TensorInfo;
        const windows = numbersOf(poolWindows(x.shape, attributes));
        const ids = idsOf(backend, [inputs.dy, x]);
        return enter(backend, direct.maxPoolGradient(...ids, windows), x.shape);
      },
    },
  ];
}
