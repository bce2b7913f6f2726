import type { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Clamps numbers to bounds. The stock kernels turn NaN into a bound. */
export function clamps(
  stock: (name: string) => tf.KernelFunc,
  compiled: CompiledKernels,
): WasmKernel[] {
  const clamp = (
    kernelName: string,
    boundsOf: (attributes: Readonly<Record<string, unknown>>) => readonly [number, number],
  ): WasmKernel => {
    const other = stock(kernelName);
    return {
      kernelName,
      run: (inputs, attributes, heap) => {
        const x = inputs.x as TensorInfo;
        if (x.dtype !== "float32") {
          return other({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
        }
        const out = heap.makeOutput(x.shape, "float32");
        const [lower, upper] = boundsOf(attributes);
        const addresses = [addressOf(x, heap), addressOf(out, heap)] as const;
        compiled.clamp(...addresses, sizeOf(x.shape), lower, upper);
        return out;
      },
    };
  };
  return [
    clamp("ClipByValue", ({ clipValueMin, clipValueMax }) => [
      clipValueMin as number,
      clipValueMax as number,
    ]),
    clamp("Relu6", () => [0, 6]),
  ];
}
