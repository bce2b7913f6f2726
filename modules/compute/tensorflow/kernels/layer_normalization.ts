import type { FusedKernels } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Layer normalization and its gradient, without ops. */
export function layerNormalization(native: NativeFunctions): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaLayerNormalization" satisfies keyof FusedKernels,
      run: (inputs, { epsilon }, backend) => {
        const { shape } = inputs.x as TensorInfo;
        const ids = idsOf(backend, [inputs.x, inputs.gamma, inputs.beta]);
        const id = native.layerNormalization(...ids, epsilon as number);
        const rows = tf.util.sizeFromShape(shape.slice(0, -1));
        return [trackOutput(backend, id, shape), trackOutput(backend, id + 1, [2, rows])];
      },
    },
    {
      kernelName: "TolariaLayerNormalizationGradient" satisfies keyof FusedKernels,
      run: (inputs, _attributes, backend) => {
        const { shape } = inputs.x as TensorInfo;
        const { dy, x, moments, gamma } = inputs;
        const id = native.layerNormalizationGradient(...idsOf(backend, [dy, x, moments, gamma]));
        const width = shape.slice(-1);
        return [shape, width, width].map((each, at) => trackOutput(backend, id + at, each));
      },
    },
  ];
}
