import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";
import { spreadAxis } from "./spread.ts";

/** The first index, the one after the last, and the step along each axis, as tfjs works them out. */
interface SliceInfo {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
}

/** Returns each gradient to the element that was taken; tfjs has no such gradient. */
export const stridedSliceGradient: Gradient = {
  kernelName: "StridedSlice",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved, attributes) => {
    const { shape } = (saved as [tf.Tensor])[0];
    const { begin, end, strides } = infoOf(shape, attributes);
    // The output may have axes less or more.
    const counts = shape.map((_, axis) =>
      Math.max(
        0,
        Math.ceil(((end[axis] as number) - (begin[axis] as number)) / (strides[axis] as number)),
      ),
    );
    return {
      x: () =>
        shape.reduce(
          (placed, extent, axis) =>
            placeAxis(placed, axis, extent, begin[axis] as number, strides[axis] as number),
          (dy as tf.Tensor).reshape(counts),
        ),
    };
  },
};

function infoOf(shape: number[], attributes: tf.NamedAttrMap): SliceInfo {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
    attributes as unknown as Record<"begin" | "end" | "strides", number[]> &
      Record<"beginMask" | "endMask" | "ellipsisMask" | "newAxisMask" | "shrinkAxisMask", number>;
  return tf.slice_util.sliceInfo(
    shape,
    ...([begin, end, strides, beginMask, endMask] as const),
    ...([ellipsisMask, newAxisMask, shrinkAxisMask] as const),
  );
}

/** Puts the numbers along an axis at every `stride` from `begin` on, among zeros. */
function placeAxis(
  x: tf.Tensor,
  axis: number,
  extent: number,
  begin: number,
  stride: number,
): tf.Tensor {
  const count = x.shape[axis] as number;
  const forward = stride > 0;
  const first = forward ? begin : begin + (count - 1) * stride;
  const spread = spreadAxis(forward ? x : tf.reverse(x, axis), axis, Math.abs(stride));
  const after = count === 0 ? extent : extent - first - (spread.shape[axis] as number);
  const paddings = x.shape.map((_, at): [number, number] =>
    at === axis ? [count === 0 ? 0 : first, after] : [0, 0],
  );
  return tf.pad(spread, paddings);
}
