import { type PoolWindows, poolWindows } from "../../_shared/kernels/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { addressOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

/** As in assembly/pools.as.ts. */
const OPERATIONS = ["MaxPool", "AvgPool", "MaxPoolGrad", "AvgPoolGrad"] as const;

/**
 * Max and average pooling and their gradients; threads share the images. The stock kernels turn NaN into -Infinity,
 * and divide the gradient of a mean by the whole window, padding included.
 */
export function pools(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  return OPERATIONS.map((kernelName, operation) => ({
    kernelName,
    run: ({ x, input, dy }, attributes, heap) => {
      const from = (x ?? input) as TensorInfo;
      const sizes = poolWindows(from.shape, attributes);
      const shape = dy
        ? from.shape
        : [sizes.batch, sizes.outHeight, sizes.outWidth, sizes.channels];
      const out = heap.makeOutput(shape, "float32");
      const [places, work] = [[from, dy ?? out, out], workOf(sizes)];
      withWindows(sizes, heap, (windows) => {
        const [x1, y, dx] = places.map((tensor) => addressOf(tensor, heap)) as Three;
        engine.share(work, (job) => compiled.writePoolJob(job, operation, x1, y, dx, windows));
      });
      return out;
    },
  }));
}

type Three = [number, number, number];

/** Numbers that windows read. */
function workOf(w: PoolWindows): number {
  return w.batch * w.outHeight * w.outWidth * w.channels * w.filterHeight * w.filterWidth;
}

/** Calls with the address of the sizes in the order of assembly/pools.as.ts. */
function withWindows(w: PoolWindows, heap: WasmHeap, use: (address: number) => void): void {
  const windows = heap.makeOutput([12], "int32");
  heap
    .typedArrayFromHeap(windows)
    .set([
      ...[w.batch, w.channels],
      ...[w.inHeight, w.inWidth, w.outHeight, w.outWidth],
      ...[w.filterHeight, w.filterWidth, w.strideHeight, w.strideWidth],
      ...[w.padTop, w.padLeft],
    ]);
  use(addressOf(windows, heap));
  heap.disposeData(windows.dataId);
}
