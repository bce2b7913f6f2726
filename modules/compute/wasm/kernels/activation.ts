import type { FusedKernels, SmoothActivation } from "../../../../core/mod.ts";
import { ACTIVATION_CODES } from "../../_shared/kernels/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/** A number takes about as long as this many multiply-adds. */
const WORK = 16;

/** Activations whose derivative takes their input, and their gradient. */
export function activations(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  const run = (
    x: TensorInfo,
    dy: TensorInfo | undefined,
    { activation }: Readonly<Record<string, unknown>>,
    heap: WasmHeap,
  ): [TensorInfo] => {
    const out = heap.makeOutput(x.shape, "float32");
    const size = sizeOf(x.shape);
    const [from, to] = [addressOf(x, heap), addressOf(out, heap)];
    const above = dy ? addressOf(dy, heap) : 0;
    const code = ACTIVATION_CODES[activation as SmoothActivation];
    if (size === 0) return [out];
    engine.share(size * WORK, (job) =>
      compiled.writeActivationJob(job, from, above, to, size, code),
    );
    return [out];
  };
  return [
    {
      kernelName: "TolariaActivation" satisfies keyof FusedKernels,
      run: ({ x }, attributes, heap) => run(x as TensorInfo, undefined, attributes, heap),
    },
    {
      kernelName: "TolariaActivationGradient" satisfies keyof FusedKernels,
      run: ({ dy, x }, attributes, heap) => run(x as TensorInfo, dy, attributes, heap),
    },
  ];
}
