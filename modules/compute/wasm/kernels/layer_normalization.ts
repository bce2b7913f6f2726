import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/** Layer normalization and its gradient, each in one pass over the rows. */
export function layerNormalization(compiled: CompiledKernels): WasmKernel[] {
  return [
    {
      kernelName: "TolariaLayerNormalization" satisfies keyof FusedKernels,
      run: ({ x, gamma, beta }, attributes, heap) => {
        const { epsilon } = attributes as FusedKernels["TolariaLayerNormalization"]["attributes"];
        const { shape } = x as TensorInfo;
        const [rows, width] = rowsOf(shape);
        const y = heap.makeOutput(shape, "float32");
        const moments = heap.makeOutput([2, rows], "float32");
        const [from, scale, shift, to, means] = addressesOf([x, gamma, beta, y, moments], heap);
        const factors = means + rows * Float32Array.BYTES_PER_ELEMENT;
        compiled.layerNormalization(
          ...([from, scale, shift, to, means, factors] as const),
          ...([rows, width, epsilon] as const),
        );
        return [y, moments];
      },
    },
    {
      kernelName: "TolariaLayerNormalizationGradient" satisfies keyof FusedKernels,
      run: ({ dy, x, moments, gamma }, _attributes, heap) => {
        const { shape } = x as TensorInfo;
        const [rows, width] = rowsOf(shape);
        const outputs = [shape, [width], [width]].map((each) => heap.makeOutput(each, "float32"));
        const [above, from, means, scale] = addressesOf([dy, x, moments, gamma], heap);
        const [dx, dgamma, dbeta] = addressesOf(outputs, heap) as [number, number, number];
        const factors = means + rows * Float32Array.BYTES_PER_ELEMENT;
        compiled.layerNormalizationGradient(
          ...([above, from, means, factors, scale] as const),
          ...([dx, dgamma, dbeta, rows, width] as const),
        );
        return outputs;
      },
    },
  ];
}

/** Number and width of the rows. */
function rowsOf(shape: readonly number[]): [rows: number, width: number] {
  return [sizeOf(shape.slice(0, -1)), shape.at(-1) as number];
}

/** Addresses of tensors; 0 for a missing one. */
function addressesOf<Infos extends readonly (TensorInfo | undefined)[]>(
  tensors: readonly [...Infos],
  heap: WasmHeap,
): { [Place in keyof Infos]: number } {
  return tensors.map((tensor) => (tensor ? addressOf(tensor, heap) : 0)) as {
    [Place in keyof Infos]: number;
  };
}
