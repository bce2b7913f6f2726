import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { addressOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

type Infos<Name extends keyof FusedKernels> = {
  readonly [Key in keyof FusedKernels[Name]["inputs"]]: TensorInfo;
};

/** Attention and its gradient; threads share the heads. */
export function attention(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  return [
    {
      kernelName: "TolariaAttention" satisfies keyof FusedKernels,
      run: (inputs, attributes, heap) => {
        const { q, k, v } = inputs as Infos<"TolariaAttention">;
        const sizes = sizesOf(q, k, attributes);
        const { batch, heads, queries, keys, depth, lead } = sizes;
        const y = heap.makeOutput(q.shape, "float32");
        const weights = heap.makeOutput([batch, heads, queries, keys], "float32");
        const places = placesOf([q, k, v, weights, y], heap) as Five;
        engine.share(workOf(sizes, 2), (job) =>
          compiled.writeAttentionJob(
            ...([job, ...places, 0, 0, 0, 0] as const),
            ...([batch, queries, keys, heads, depth, lead] as const),
          ),
        );
        return [y, weights];
      },
    },
    {
      kernelName: "TolariaAttentionGradient" satisfies keyof FusedKernels,
      run: (inputs, attributes, heap) => {
        const { dy, q, k, v, weights } = inputs as Infos<"TolariaAttentionGradient">;
        const sizes = sizesOf(q, k, attributes);
        const { batch, heads, queries, keys, depth, lead } = sizes;
        const outputs = [q, k, v].map(({ shape }) => heap.makeOutput(shape, "float32"));
        const scores = heap.makeOutput(weights.shape, "float32");
        const places = placesOf([q, k, v, weights, dy], heap) as Five;
        const results = placesOf([scores, ...outputs], heap) as Four;
        engine.share(workOf(sizes, 4), (job) =>
          compiled.writeAttentionJob(
            ...([job, ...places, ...results] as const),
            ...([batch, queries, keys, heads, depth, lead] as const),
          ),
        );
        heap.disposeData(scores.dataId);
        return outputs;
      },
    },
  ];
}

type Four = [number, number, number, number];
type Five = [number, ...Four];

function placesOf(tensors: readonly TensorInfo[], heap: WasmHeap): number[] {
  return tensors.map((tensor) => addressOf(tensor, heap));
}

/** Extents of an attention; query t attends to keys s <= t + lead. */
interface Sizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly depth: number;
  readonly lead: number;
}

function sizesOf(
  q: TensorInfo,
  k: TensorInfo,
  attributes: Readonly<Record<string, unknown>>,
): Sizes {
  const { heads, causal } = attributes as unknown as FusedKernels["TolariaAttention"]["attributes"];
  const [batch, queries, width] = q.shape as [number, number, number];
  const keys = k.shape[1] as number;
  return {
    batch,
    heads,
    queries,
    keys,
    depth: width / heads,
    lead: causal ? keys - queries : keys,
  };
}

/** Multiply-adds of some products. */
function workOf({ batch, heads, queries, keys, depth }: Sizes, products: number): number {
  return batch * heads * queries * keys * depth * products;
}
