import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { ACTIVATION_BOUNDS } from "./activation_bounds.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";
import { matmul } from "./matmul.ts";

/** A dense layer, its gradient, and that of a ReLU. */
export function dense(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  return [
    {
      kernelName: "TolariaDense" satisfies keyof FusedKernels,
      run: ({ x, kernel, bias }, { activation }, heap) => {
        const [input, weights] = [x as TensorInfo, kernel as TensorInfo];
        const [depth, width] = weights.shape as [number, number];
        const outer = input.shape.slice(0, -1);
        const rows: TensorInfo = { ...input, shape: [sizeOf(outer), depth] };
        const factors = { a: rows, b: weights, ...(bias && { bias }) };
        const product = matmul(engine, heap, factors, {}, ACTIVATION_BOUNDS[activation as string]);
        return [{ ...product, shape: [...outer, width] }];
      },
    },
    {
      kernelName: "TolariaDenseGradient" satisfies keyof FusedKernels,
      run: ({ dy, y }, _attributes, heap) => {
        const above = dy as TensorInfo;
        const width = above.shape.at(-1) as number;
        const sums = heap.makeOutput([width], "float32");
        const dz = y && heap.makeOutput(above.shape, "float32");
        const place = (tensor: TensorInfo | undefined) => (tensor ? addressOf(tensor, heap) : 0);
        const rows = sizeOf(above.shape.slice(0, -1));
        compiled.denseGradient(place(above), place(y), place(dz), place(sums), rows, width);
        return dz ? [sums, dz] : [sums];
      },
    },
    {
      kernelName: "TolariaReluGradient" satisfies keyof FusedKernels,
      run: ({ dy, x }, _attributes, heap) => [reluGradient(dy, x, compiled, heap)],
    },
  ];
}

function reluGradient(
  dy: TensorInfo | undefined,
  x: TensorInfo | undefined,
  compiled: CompiledKernels,
  heap: WasmHeap,
): TensorInfo {
  const [above, input] = [dy as TensorInfo, x as TensorInfo];
  const dx = heap.makeOutput(above.shape, "float32");
  const bytes = sizeOf(above.shape) * Float32Array.BYTES_PER_ELEMENT;
  compiled.reluGradient(addressOf(above, heap), addressOf(input, heap), addressOf(dx, heap), bytes);
  return dx;
}
