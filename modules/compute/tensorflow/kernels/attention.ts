import type { FusedKernels } from "../../../../core/mod.ts";
import type { SimdFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Attention and its gradient, head by head and without ops. */
export function attention(native: SimdFunctions): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaAttention" satisfies keyof FusedKernels,
      run: (inputs, attributes, backend) => {
        const { heads, causal } = attributes as FusedKernels["TolariaAttention"]["attributes"];
        const [q, k, v] = [inputs.q as TensorInfo, inputs.k as TensorInfo, inputs.v as TensorInfo];
        const id = native.maskedAttention(...idsOf(backend, [q, k, v]), heads, causal);
        const [batch, rows] = q.shape as [number, number];
        const weights = [batch, heads, rows, k.shape[1] as number];
        return [trackOutput(backend, id, q.shape), trackOutput(backend, id + 1, weights)];
      },
    },
    {
      kernelName: "TolariaAttentionGradient" satisfies keyof FusedKernels,
      run: (inputs, attributes, backend) => {
        const { heads, causal } =
          attributes as FusedKernels["TolariaAttentionGradient"]["attributes"];
        const { dy, q, k, v, weights } = inputs;
        const ids = idsOf(backend, [dy, q, k, v, weights]);
        const id = native.maskedAttentionGradient(...ids, heads, causal);
        return [q, k, v].map((tensor, at) =>
          trackOutput(backend, id + at, (tensor as TensorInfo).shape),
        );
      },
    },
  ];
}
