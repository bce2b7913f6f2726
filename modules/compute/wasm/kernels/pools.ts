import { type PoolWindows, poolWindows } from "../../_shared/kernels/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Max and average pooling. The stock kernels turn NaN into -Infinity. */
export function pools(compiled: CompiledKernels): WasmKernel[] {
  return [pool("MaxPool", compiled.maxPool), pool("AvgPool", compiled.avgPool)];
}

function pool(
  kernelName: string,
  compute: (x: number, y: number, windows: number) => void,
): WasmKernel {
  return {
    kernelName,
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      const sizes = poolWindows(x.shape, attributes);
      const shape = [sizes.batch, sizes.outHeight, sizes.outWidth, sizes.channels];
      const y = heap.makeOutput(shape, "float32");
      const windows = heap.makeOutput([12], "int32");
      heap.typedArrayFromHeap(windows).set(numbersOf(sizes));
      compute(addressOf(x, heap), addressOf(y, heap), addressOf(windows, heap));
      heap.disposeData(windows.dataId);
      return y;
    },
  };
}

/** The sizes in the order of assembly/pools.as.ts. */
function numbersOf(w: PoolWindows): number[] {
  return [
    ...[w.batch, w.channels],
    ...[w.inHeight, w.inWidth, w.outHeight, w.outWidth],
    ...[w.filterHeight, w.filterWidth, w.strideHeight, w.strideWidth],
    ...[w.padTop, w.padLeft],
  ];
}
