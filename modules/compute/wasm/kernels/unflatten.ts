import type { FusedKernels } from "../../../../core/mod.ts";
import type { SharedBlocks } from "../shared_blocks.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Views of a vector's memory: nothing is copied, and the memory is freed with the last view. */
export function unflatten(blocks: SharedBlocks): WasmKernel {
  return {
    kernelName: "TolariaUnflatten" satisfies keyof FusedKernels,
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      const { shapes } = attributes as unknown as FusedKernels["TolariaUnflatten"]["attributes"];
      const whole = addressOf(x, heap);
      let place = whole;
      return shapes.map((extents) => {
        const shape = [...extents];
        const size = sizeOf(shape);
        if (size === 0) return heap.makeOutput(shape, "float32");
        blocks.add(whole, place);
        const piece = heap.makeOutput(shape, "float32", place);
        place += size * Float32Array.BYTES_PER_ELEMENT;
        return piece;
      });
    },
  };
}
