import type { MatmulEngine } from "../matmul/mod.ts";
import type { WasmKernel } from "./heap.ts";
import { matmul } from "./matmul.ts";

/**
 * Matrix product. The stock kernel packs its factors for every product, transposes on a slow path,
 * and waits for its threads: 43 GFLOP/s on two of them, against 75 here.
 */
export function batchMatMul(engine: MatmulEngine): WasmKernel {
  return {
    kernelName: "BatchMatMul",
    run: ({ a, b }, attributes, heap) => matmul(engine, heap, { a, b }, attributes),
  };
}
