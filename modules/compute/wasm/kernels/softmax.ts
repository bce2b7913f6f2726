import type { FusedKernels } from "../../../../core/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { placeOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** softmax over the last axis, and its gradient; the stock kernel for numbers that are no floats. */
export function softmax(stock: tf.KernelFunc, compiled: CompiledKernels): WasmKernel[] {
  return [
    {
      kernelName: "Softmax",
      run: (inputs, attributes, heap) => {
        const logits = inputs.logits as TensorInfo;
        const width = logits.shape.at(-1);
        if (logits.dtype !== "float32" || width === undefined) {
          return stock({
            inputs,
            attrs: attributes as tf.NamedAttrMap,
            backend: heap,
          }) as TensorInfo;
        }
        const out = heap.makeOutput(logits.shape, "float32");
        const rows = sizeOf(logits.shape.slice(0, -1));
        if (width > 0) compiled.softmax(placeOf(logits, heap), placeOf(out, heap), rows, width);
        return out;
      },
    },
    {
      kernelName: "TolariaSoftmaxGradient" satisfies keyof FusedKernels,
      run: (inputs, _attributes, heap) => {
        const [dy, y] = [inputs.dy as TensorInfo, inputs.y as TensorInfo];
        const dx = heap.makeOutput(y.shape, "float32");
        const rows = sizeOf(y.shape.slice(0, -1));
        const places = [dy, y, dx].map((tensor) => placeOf(tensor, heap));
        const [above, shares, out] = places as [number, number, number];
        compiled.softmaxGradient(above, shares, out, rows, y.shape.at(-1) as number);
        return [dx];
      },
    },
  ];
}
