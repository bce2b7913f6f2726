import type { ArenaLayout } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

// P = numbers in the parameter group, S = segments, W = width of a row, R = rows of the padded vector,
// X = rows in which a segment ends before the last number

/**
 * Numbers in a row. The arena is seen as rows, most of them within one segment, so that sums go row
 * by row; what is left, where segments meet, goes number by number.
 */
const WIDTH = 256;

/** Which segment each part of the arena belongs to; S stands for none. */
interface SegmentConstants {
  /** Segment of each row that is within one; [R]. */
  readonly segmentOf_R: tf.Tensor1D;
  /** Rows that are not; [X]. */
  readonly mixed_X: tf.Tensor1D;
  /** Segment of each of their numbers; [X * W]. */
  readonly segmentOf_XW: tf.Tensor1D;
  /** Size of each segment; [S]. */
  readonly sizes_S: tf.Tensor1D;
  /** As many ones as there are segments, and one more; [S + 1]. */
  readonly ones_S1: tf.Tensor1D;
}

/** What {@link scaleByTrust} needs of a layout. */
export type LambConstants = SegmentConstants & Readonly<Record<string, tf.Tensor>>;

/** Finds out which rows are within one segment. */
export function segmentConstants({ segments, size }: ArenaLayout): LambConstants {
  const none = segments.length;
  const rows = Math.ceil(size / WIDTH);
  const owners = new Int32Array(rows * WIDTH).fill(none);
  for (const [index, segment] of segments.entries()) {
    owners.fill(index, segment.offset, segment.offset + segment.size);
  }
  const segmentOf_R = new Int32Array(rows);
  const mixed: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [first, last] = [owners[row * WIDTH], owners[(row + 1) * WIDTH - 1]];
    // Segments are in order: where both ends agree, all between agrees.
    segmentOf_R[row] = first === last ? (first as number) : none;
    if (first !== last) mixed.push(row);
  }
  const ofMixed = mixed.flatMap((row) => [...owners.subarray(row * WIDTH, (row + 1) * WIDTH)]);
  return {
    segmentOf_R: tf.tensor1d(segmentOf_R, "int32"),
    mixed_X: tf.tensor1d(mixed, "int32"),
    segmentOf_XW: tf.tensor1d(ofMixed, "int32"),
    sizes_S: tf.tensor1d(
      segments.map((segment) => segment.size),
      "int32",
    ),
    ones_S1: tf.ones([none + 1]),
  };
}

/**
 * `steps_P` with each weight tensor's part as long as the tensor itself: u_k |p_k| / |u_k|, or u_k where either
 * norm is 0; [P].
 *
 * The norms take the same number of ops for any number of weight tensors, applying them one per tensor: the wasm
 * backend takes 35 ns a number to gather, and a hundredth of that to multiply.
 */
export function scaleByTrust(
  parameters_P: tf.Tensor1D,
  steps_P: tf.Tensor1D,
  constants: LambConstants,
): tf.Tensor1D {
  const { ones_S1, sizes_S } = constants;
  const [p_S1, u_S1] = [normsOf(parameters_P, constants), normsOf(steps_P, constants)];
  const both_S1 = p_S1.greater(0).logicalAnd(u_S1.greater(0));
  const ratios_S1 = tf.where(both_S1, p_S1.div(u_S1), ones_S1);
  const ratios = tf.unstack(ratios_S1);
  const sizes = [...sizes_S.dataSync<"int32">()];
  const parts = sizes.length > 1 ? tf.split(steps_P, sizes) : [steps_P];
  const scaled = parts.map((part, index) => part.mul<tf.Tensor1D>(ratios[index] as tf.Scalar));
  return scaled.length > 1 ? tf.concat1d(scaled) : (scaled[0] as tf.Tensor1D);
}

/** What short vectors are multiplied by: a power of two, so that no digit is lost. */
const SCALE = 2 ** 60;

/** A square below this has lost digits to the end of float32's range, or will have when it is divided by. */
const LEAST_SQUARE = 2 ** -60;

/**
 * Norm of each segment, and of none; [S + 1].
 *
 * Squares of numbers below 1e-19 are no float32 numbers, so those of short segments are taken of the scaled vector.
 *
 * @see Blue 1978, "A Portable Fortran Program to Find the Euclidean Norm of a Vector", doi:10.1145/355769.355771.
 */
function normsOf(vector_P: tf.Tensor1D, constants: LambConstants): tf.Tensor1D {
  const squares_S1 = squaredNorms(vector_P, constants);
  const scaled_S1 = squaredNorms(vector_P.mul(SCALE), constants);
  const short_S1 = squares_S1.less(LEAST_SQUARE);
  return tf.where(short_S1, scaled_S1.sqrt().div(SCALE), squares_S1.sqrt());
}

/** Squared norm of each segment, and of none; [S + 1]. */
function squaredNorms(vector_P: tf.Tensor1D, constants: LambConstants): tf.Tensor1D {
  const { segmentOf_R, mixed_X, segmentOf_XW, ones_S1 } = constants;
  const missing = segmentOf_R.size * WIDTH - vector_P.size;
  const padded = missing > 0 ? vector_P.pad([[0, missing]]) : vector_P;
  const squares_RW = padded.mul(padded).reshape<tf.Tensor2D>([-1, WIDTH]);
  const { size } = ones_S1;
  // A weighted count would be faster on cpu, but TensorFlow's package has none.
  const whole_S1 = tf.unsortedSegmentSum(squares_RW.sum<tf.Tensor1D>(1), segmentOf_R, size);
  if (mixed_X.size === 0) return whole_S1;
  // The sums of mixed rows went to none, which nobody reads.
  const mixed_XW = squares_RW.gather(mixed_X).reshape<tf.Tensor1D>([-1]);
  return whole_S1.add(tf.unsortedSegmentSum(mixed_XW, segmentOf_XW, size));
}
