import { tf } from "../../../../deps.ts";
import { sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

type Values = Float32Array | Int32Array | Uint8Array;

/** A part of a tensor, copied once. The stock kernel copies the whole source first. */
export const slice: WasmKernel = {
  kernelName: "Slice",
  run: (inputs, { begin, size }, heap) => {
    const x = inputs.x as TensorInfo;
    const [from, extents] = tf.slice_util.parseSliceParams(
      x as unknown as tf.Tensor,
      begin as number | number[],
      size as number | number[],
    ) as [number[], number[]];
    return copyBox(x, from, extents, heap);
  },
};

/**
 * Parts of a tensor along an axis, each copied once. The stock kernel copies the source for each
 * part.
 */
export const splitV: WasmKernel = {
  kernelName: "SplitV",
  run: (inputs, { numOrSizeSplits, axis }, heap) => {
    const x = inputs.x as TensorInfo;
    const [along] = tf.util.parseAxisParam(axis as number, x.shape) as [number];
    const sizes = tf.backend_util.prepareSplitSize(
      x as unknown as tf.Tensor,
      numOrSizeSplits as number | number[],
      along,
    );
    const from = x.shape.map(() => 0);
    return sizes.map((size) => {
      const extents = [...x.shape];
      extents[along] = size;
      const part = copyBox(x, from, extents, heap);
      from[along] = (from[along] as number) + size;
      return part;
    });
  },
};

/** Copies the box of `extents` that begins at `from`. */
function copyBox(
  x: TensorInfo,
  from: readonly number[],
  extents: number[],
  heap: WasmHeap,
): TensorInfo {
  const part = heap.makeOutput(extents, x.dtype);
  if (sizeOf(extents) === 0) return part;
  copyRuns(heap.typedArrayFromHeap(x), x.shape, heap.typedArrayFromHeap(part), from, extents);
  return part;
}

/** Copies runs of elements that are contiguous in both tensors. */
function copyRuns(
  source: Values,
  shape: readonly number[],
  target: Values,
  from: readonly number[],
  extents: readonly number[],
): void {
  const strides = tf.util.computeStrides([...shape, 1]);
  let inner = shape.length;
  while (inner > 0 && extents[inner - 1] === shape[inner - 1]) inner--;
  // The axes from `inner` on are copied whole; the one before them makes one run per outer
  // position.
  const runAxis = Math.max(0, inner - 1);
  const run = sizeOf(extents.slice(runAxis));
  const outer = extents.slice(0, runAxis);
  const start = from.reduce((sum, at, axis) => sum + at * (strides[axis] as number), 0);
  const position = outer.map(() => 0);
  for (let to = 0; to < target.length; to += run) {
    let at = start;
    for (let axis = 0; axis < outer.length; axis++) {
      at += (position[axis] as number) * (strides[axis] as number);
    }
    target.set(source.subarray(at, at + run), to);
    advance(position, outer);
  }
}

/** Moves `position` to the next one in row-major order. */
function advance(position: number[], extents: readonly number[]): void {
  for (let axis = position.length - 1; axis >= 0; axis--) {
    position[axis] = (position[axis] as number) + 1;
    if ((position[axis] as number) < (extents[axis] as number)) return;
    position[axis] = 0;
  }
}
