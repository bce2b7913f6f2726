import { tf } from "../../../../deps.ts";
import { callKernel, type TensorInfo, type WasmKernel } from "./heap.ts";

/**
 * x where x > 0, alpha x elsewhere. The stock kernel reads the wrong alphas unless alpha has the
 * last axes of x.
 */
export function prelu(stock: tf.KernelFunc): WasmKernel {
  return {
    kernelName: "Prelu",
    run: (inputs, attributes, heap) => {
      const { x, alpha } = inputs as { readonly x: TensorInfo; readonly alpha: TensorInfo };
      const last = x.shape.slice(x.shape.length - alpha.shape.length);
      if (tf.util.arraysEqual(last, alpha.shape)) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
      }
      const zeros = heap.makeOutput(x.shape, "float32");
      heap.typedArrayFromHeap(zeros).fill(0);
      const condition = callKernel("Greater", { a: x, b: zeros }, {}, heap);
      const scaled = callKernel("Multiply", { a: x, b: alpha }, {}, heap);
      const y = callKernel("Select", { condition, t: x, e: scaled }, {}, heap);
      for (const { dataId } of [zeros, condition, scaled]) heap.disposeData(dataId);
      return y;
    },
  };
}
