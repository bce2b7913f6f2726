import { sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Repeats a tensor along its axes, run by run; the stock kernel goes element by element. */
export const tile: WasmKernel = {
  kernelName: "Tile",
  run: (inputs, { reps }, heap) => {
    const x = inputs.x as TensorInfo;
    const repeats = reps as number[];
    const shape = x.shape.map((extent, axis) => extent * (repeats[axis] as number));
    const out = heap.makeOutput(shape, x.dtype);
    if (sizeOf(shape) === 0) return out;
    const target = heap.typedArrayFromHeap(out);
    let block = heap.typedArrayFromHeap(x).slice();
    // From the last axis outwards: the repetitions of an axis are a block of the one before it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const times = repeats[axis] as number;
      const run = sizeOf(x.shape.slice(axis)) * sizeOf(repeats.slice(axis + 1));
      if (times > 1) block = repeatRuns(block, run, times);
    }
    target.set(block);
    return out;
  },
};

/** Repeats every run of `run` elements `times` times. */
function repeatRuns<T extends Float32Array | Int32Array | Uint8Array>(
  values: T,
  run: number,
  times: number,
): T {
  const repeated = new (values.constructor as new (length: number) => T)(values.length * times);
  for (let from = 0, to = 0; from < values.length; from += run, to += run * times) {
    repeated.set(values.subarray(from, from + run), to);
    // Doubles the filled part: log2(times) copies per run.
    for (let filled = run; filled < run * times; filled *= 2) {
      repeated.copyWithin(to + filled, to, to + Math.min(filled, run * times - filled));
    }
  }
  return repeated;
}
