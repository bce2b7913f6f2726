import type { FusedKernels } from "../../../../core/mod.ts";
import type { TensorInfo, WasmKernel } from "./heap.ts";

/**
 * Counts correct rows in one pass instead of kernels for argmax, comparison, cast and mean. In
 * JavaScript: there is little to compute.
 */
export const accuracy: WasmKernel = {
  kernelName: "TolariaAccuracy" satisfies keyof FusedKernels,
  run: (inputs, _attributes, heap) => {
    const [scores, targets] = [inputs.scores as TensorInfo, inputs.targets as TensorInfo];
    const [rows, classes] = scores.shape as [number, number];
    const out = heap.makeOutput([], "float32");
    const [given, wanted] = [heap.typedArrayFromHeap(scores), heap.typedArrayFromHeap(targets)];
    const areClasses = targets.shape.length === 1;
    let right = 0;
    for (let row = 0; row < rows; row++) {
      const from = row * classes;
      const target = areClasses ? wanted[row] : largest(wanted, from, classes);
      if (largest(given, from, classes) === target) right += 1;
    }
    heap.typedArrayFromHeap(out)[0] = right / rows;
    return [out];
  },
};

/** Index of the largest number of a row, the first of equals. */
function largest(numbers: ArrayLike<number>, from: number, count: number): number {
  let [place, most] = [0, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < count; at++) {
    const number = numbers[from + at] as number;
    if (number > most) [place, most] = [at, number];
  }
  return place;
}
