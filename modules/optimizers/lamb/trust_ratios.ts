import type { ArenaLayout } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

// P = numbers in the parameter group, B = blocks, S = segments

/** Longest run of numbers that is summed in one go: a float32 sum loses digits with its length. */
const BLOCK_SIZE = 4096;

/** What the norms of the weight tensors take to compute. */
type SegmentConstants = Readonly<Record<"blockOf_P" | "segmentOf_B" | "ones_S", tf.Tensor1D>>;

/**
 * Which block each number belongs to, [P], which segment each block belongs to, [B], and a 1 for each
 * segment, [S].
 */
export function segmentConstants({ segments, size }: ArenaLayout): SegmentConstants {
  const blockOf_P = new Int32Array(size);
  const segmentOf_B: number[] = [];
  segments.forEach((segment, index) => {
    for (let from = 0; from < segment.size; from += BLOCK_SIZE) {
      const until = Math.min(from + BLOCK_SIZE, segment.size);
      blockOf_P.fill(segmentOf_B.length, segment.offset + from, segment.offset + until);
      segmentOf_B.push(index);
    }
  });
  return {
    blockOf_P: tf.tensor1d(blockOf_P, "int32"),
    segmentOf_B: tf.tensor1d(segmentOf_B, "int32"),
    ones_S: tf.ones([segments.length]),
  };
}

/**
 * |p_k| / |u_k| of the weight tensor that each number belongs to, or 1 where either norm is 0; [P].
 *
 * The number of ops does not grow with the number of weight tensors.
 */
export function trustRatios(
  parameters_P: tf.Tensor1D,
  steps_P: tf.Tensor1D,
  constants: SegmentConstants,
): tf.Tensor {
  const { blockOf_P, segmentOf_B, ones_S } = constants;
  const [p_S, u_S] = [squaredNorms(parameters_P, constants), squaredNorms(steps_P, constants)];
  const both_S = p_S.greater(0).logicalAnd(u_S.greater(0));
  const ratios_S = tf.where(both_S, p_S.div(u_S).sqrt(), ones_S);
  return ratios_S.gather(segmentOf_B).gather(blockOf_P);
}

function squaredNorms(vector_P: tf.Tensor1D, constants: SegmentConstants): tf.Tensor1D {
  const { blockOf_P, segmentOf_B, ones_S } = constants;
  const sums_B = tf.denseBincount(blockOf_P, vector_P.square(), segmentOf_B.size);
  return tf.denseBincount(segmentOf_B, sums_B as tf.Tensor1D, ones_S.size) as tf.Tensor1D;
}
