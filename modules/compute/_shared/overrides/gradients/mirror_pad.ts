import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/** Adds the gradient of mirrored elements to their sources; tfjs drops it. */
export const mirrorPadGradient: Gradient = {
  kernelName: "MirrorPad",
  inputsToSave: [],
  gradientOf: () => (dy, _saved, attributes) => {
    const { paddings, mode } = attributes as unknown as {
      readonly paddings: readonly [number, number][];
      readonly mode: "reflect" | "symmetric";
    };
    const edge = mode === "reflect" ? 1 : 0;
    return {
      x: () =>
        paddings.reduce(
          (folded, [before, after], axis) => fold(folded, axis, before, after, edge),
          dy as tf.Tensor,
        ),
    };
  },
};

/**
 * Adds the mirrored margins of an axis to the part between them.
 *
 * @param edge How far the mirror stands from the edge: 1 if the edge itself is not repeated.
 */
function fold(dy: tf.Tensor, axis: number, before: number, after: number, edge: number): tf.Tensor {
  if (before === 0 && after === 0) return dy;
  const inner = (dy.shape[axis] as number) - before - after;
  const part = (from: number, extent: number) => {
    const begin = dy.shape.map((_, at) => (at === axis ? from : 0));
    const size = dy.shape.map((full, at) => (at === axis ? extent : full));
    return tf.slice(dy, begin, size);
  };
  const placed = (margin: tf.Tensor, from: number, extent: number) => {
    const paddings = dy.shape.map((_, at): [number, number] =>
      at === axis ? [from, inner - from - extent] : [0, 0],
    );
    return tf.pad(tf.reverse(margin, axis), paddings);
  };
  let sum = part(before, inner);
  if (before > 0) sum = sum.add(placed(part(0, before), edge, before));
  if (after > 0) sum = sum.add(placed(part(before + inner, after), inner - edge - after, after));
  return sum;
}
