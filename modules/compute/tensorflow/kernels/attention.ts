import type { FusedKernels } from "../../../../core/mod.ts";
import type { DirectProducts, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./by_id.ts";
import { enter } from "./outputs.ts";
import type { TensorflowKernel } from "./register.ts";

/** Attention and its gradient, a head at a time and without ops. */
export function attention(direct: DirectProducts): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaAttention" satisfies keyof FusedKernels,
      run: (inputs, attributes, backend) => {
        const { heads } = attributes as FusedKernels["TolariaAttention"]["attributes"];
        const [q, k, v] = [inputs.q as TensorInfo, inputs.k as TensorInfo, inputs.v as TensorInfo];
        const id = direct.attention(...idsOf(backend, [q, k, v]), heads);
        const [batch, rows] = q.shape as [number, number];
        const weights = [batch, heads, rows, k.shape[1] as number];
        return [enter(backend, id, q.shape), enter(backend, id + 1, weights)];
      },
    },
    {
      kernelName: "TolariaAttentionGradient" satisfies keyof FusedKernels,
      run: (inputs, attributes, backend) => {
        const { heads } = attributes as FusedKernels["TolariaAttentionGradient"]["attributes"];
        const { dy, q, k, v, weights } = inputs;
        const id = direct.attentionGradient(...idsOf(backend, [dy, q, k, v, weights]), heads);
        return [q, k, v].map((tensor, at) => enter(backend, id + at, (tensor as TensorInfo).shape));
      },
    },
  ];
}
