import { type ArenaLayout, piecesOf } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

// P = numbers in the parameter group

/**
 * Maps the vectors of a group weight by weight, each in its shape. Call it within `tf.tidy`.
 *
 * @param vectors_P As many as `map` takes, [P] each.
 * @returns What `map` made of each weight, in one vector, [P].
 */
export function mapWeights(
  layout: ArenaLayout,
  vectors_P: readonly tf.Tensor1D[],
  map: (weights: readonly tf.Tensor[], name: string) => tf.Tensor,
): tf.Tensor1D {
  const pieces = vectors_P.map((vector_P) => piecesOf(vector_P, layout));
  return tf.concat1d(
    layout.segments.map(({ name }, at) =>
      map(
        pieces.map((weights) => weights[at] as tf.Tensor),
        name,
      ).flatten(),
    ),
  );
}

/** Axes of a weight over which the numbers of one unit go: all but the last, which tells units apart. */
export function unitAxes({ rank }: tf.Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
