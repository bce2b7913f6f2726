import type { tf } from "../../../../deps.ts";
import type { TensorInfo, WasmKernel } from "./heap.ts";

/** Rows with `onValue` at their index. The stock kernel writes integers for every dtype. */
export const oneHot: WasmKernel = {
  kernelName: "OneHot",
  run: (inputs, { depth, onValue, offValue, dtype }, heap) => {
    const indices = inputs.indices as TensorInfo;
    const width = depth as number;
    const rows = heap.makeOutput([...indices.shape, width], dtype as tf.DataType);
    const values = heap.typedArrayFromHeap(rows);
    values.fill(offValue as number);
    heap.typedArrayFromHeap(indices).forEach((at, row) => {
      if (at >= 0 && at < width) values[row * width + at] = onValue as number;
    });
    return rows;
  },
};
