import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Gradient of a softmax over the last axis, in one pass instead of four. */
export function softmaxGradient(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaSoftmaxGradient" satisfies keyof FusedKernels,
    run: (inputs, _attributes, heap) => {
      const [dy, y] = [inputs.dy as TensorInfo, inputs.y as TensorInfo];
      const dx = heap.makeOutput(y.shape, "float32");
      const rows = sizeOf(y.shape.slice(0, -1));
      const places = [dy, y, dx].map((tensor) => addressOf(tensor, heap));
      const [above, shares, out] = places as [number, number, number];
      compiled.softmaxGradient(above, shares, out, rows, y.shape.at(-1) as number);
      return [dx];
    },
  };
}
