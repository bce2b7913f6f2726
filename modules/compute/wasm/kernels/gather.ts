import { tf } from "../../../../deps.ts";
import { sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Rows by their numbers, as in an embedding. The stock kernel takes number by number. */
export function gather(stock: tf.KernelFunc): WasmKernel {
  return {
    kernelName: "GatherV2",
    run: (inputs, attributes, heap) => {
      const [x, indices] = [inputs.x as TensorInfo, inputs.indices as TensorInfo];
      const [axis] = tf.util.parseAxisParam(attributes.axis as number, x.shape);
      if (axis !== 0 || attributes.batchDims) {
        const attrs = attributes as unknown as tf.NamedAttrMap;
        return stock({ inputs, attrs, backend: heap }) as TensorInfo;
      }
      const [rows, ...rest] = x.shape as [number, ...number[]];
      const width = sizeOf(rest);
      const outside = heap.typedArrayFromHeap(indices).find((row) => !(row >= 0 && row < rows));
      if (outside !== undefined) {
        throw new RangeError(`Row ${outside} is none of the ${rows} rows. Cannot gather.`);
      }
      const out = heap.makeOutput([...indices.shape, ...rest], x.dtype);
      const [from, to] = [heap.typedArrayFromHeap(x), heap.typedArrayFromHeap(out)];
      heap.typedArrayFromHeap(indices).forEach((row, at) => {
        to.set(from.subarray(row * width, (row + 1) * width), at * width);
      });
      return out;
    },
  };
}
