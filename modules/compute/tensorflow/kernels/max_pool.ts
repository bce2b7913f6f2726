import type { SimdFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";
import { numbersOf, poolWindows } from "./windows.ts";

/** Max pooling and its gradient: TensorFlow's own gradient takes ten times as long as the pool. */
export function maxPool(native: SimdFunctions): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "MaxPool",
      run: (inputs, attributes, backend) => {
        const x = inputs.x as TensorInfo;
        const windows = poolWindows(x.shape, attributes);
        const [id] = idsOf(backend, [x]);
        return trackOutput(backend, native.maxPool(id, numbersOf(windows)), windows.outShape);
      },
    },
    {
      kernelName: "MaxPoolGrad",
      run: (inputs, attributes, backend) => {
        const x = inputs.input as TensorInfo;
        const windows = numbersOf(poolWindows(x.shape, attributes));
        const ids = idsOf(backend, [inputs.dy, x]);
        return trackOutput(backend, native.maxPoolGradient(...ids, windows), x.shape);
      },
    },
  ];
}
