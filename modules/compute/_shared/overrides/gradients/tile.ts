import type { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/**
 * Sums over the repetitions of each axis that has some. tfjs takes a slice per repetition and adds
 * them one by one: 64 of each in a layer normalization of 64 numbers, which repeats its mean for
 * every one.
 */
export const tileGradient: Gradient = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved, attributes) => {
    const [x] = saved as [tf.Tensor];
    const { reps } = attributes as unknown as { readonly reps: readonly number[] };
    return { x: () => sumOfRepetitions(dy as tf.Tensor, x.shape, reps) };
  },
};

/** Sums the gradient over the repetitions of a tensor of `shape`, `reps` along each axis. */
function sumOfRepetitions(
  dy: tf.Tensor,
  shape: readonly number[],
  reps: readonly number[],
): tf.Tensor {
  let sum = dy;
  for (const { before, times, after } of repetitions(shape, reps)) {
    // Axes of extent 1 are left out: sums of rows and of columns need no transposition.
    const split = [...(before === 1 ? [] : [before]), times, ...(after === 1 ? [] : [after])];
    sum = sum.reshape(split).sum(before === 1 ? 0 : 1);
  }
  return sum.reshape([...shape]);
}

/** A sum over the middle one of three axes, [before, times, after]. */
interface Repetition {
  readonly before: number;
  readonly times: number;
  readonly after: number;
}

/**
 * Returns the sums from the first axis on. An axis of extent 1 has nothing between its repetitions
 * and those of the next axis, so both are one sum.
 */
function repetitions(shape: readonly number[], reps: readonly number[]): Repetition[] {
  const sums: Repetition[] = [];
  // Extent of the axes so far, after their sums; and the repetitions to sum next.
  let before = 1;
  let times = 1;
  for (const [axis, extent] of shape.entries()) {
    times *= reps[axis] as number;
    if (extent === 1 && axis < shape.length - 1) continue;
    const after = extent * extentOf(shape, reps, axis + 1);
    if (times !== 1) sums.push({ before, times, after });
    before *= extent;
    times = 1;
  }
  return sums;
}

/** Number of elements of the axes from `axis` on, repeated. */
function extentOf(shape: readonly number[], reps: readonly number[], axis: number): number {
  return shape
    .slice(axis)
    .reduce((size, extent, at) => size * extent * (reps[axis + at] as number), 1);
}
