import { sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/**
 * Sums the rows of each segment: the gradient of an embedding. Rows with an id out of range are
 * dropped, as on other backends. The stock backend has no such kernel.
 */
export const unsortedSegmentSum: WasmKernel = {
  kernelName: "UnsortedSegmentSum",
  run: (inputs, { numSegments }, heap) => {
    const x = inputs.x as TensorInfo;
    const ids = inputs.segmentIds as TensorInfo;
    const rowShape = x.shape.slice(ids.shape.length);
    const sums = heap.makeOutput([numSegments as number, ...rowShape], x.dtype);
    const from = heap.typedArrayFromHeap(x);
    const segments = heap.typedArrayFromHeap(ids);
    const to = heap.typedArrayFromHeap(sums);
    to.fill(0);
    const width = sizeOf(rowShape);
    for (let row = 0; row < segments.length; row++) {
      const segment = segments[row] as number;
      if (segment < 0 || segment >= (numSegments as number)) continue;
      for (let i = 0; i < width; i++) {
        const at = segment * width + i;
        to[at] = (to[at] as number) + (from[row * width + i] as number);
      }
    }
    return sums;
  },
};
