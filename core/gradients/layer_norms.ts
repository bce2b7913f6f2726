import { tf } from "../../deps.ts";
import type { ArenaLayout } from "../ports/optimizer.ts";
import type { LayerNorm } from "../ports/reports/aggregation_report.ts";

// R = rows, P = numbers in a parameter group, L = weights of the network

/** The rows of one group, and the layout of its weights in them. */
export interface GroupRows {
  readonly layout: ArenaLayout;
  readonly rows_RP: tf.Tensor2D;
}

/**
 * The weights in which each row is longest, longest first, `count` of them at most.
 *
 * Reads from the device once, and takes a pass over the rows.
 */
export function largestLayerNorms(
  groups: readonly GroupRows[],
  count: number,
): readonly (readonly LayerNorm[])[] {
  const names = groups.flatMap(({ layout }) => layout.segments.map(({ name }) => name));
  const squares_RL = tf.tidy(() => tf.stack(groups.flatMap(squaresOf), 1) as tf.Tensor2D);
  const rows = squares_RL.arraySync();
  squares_RL.dispose();
  return rows.map((squares) =>
    squares
      .map((square, at): LayerNorm => ({ name: names[at] as string, norm: Math.sqrt(square) }))
      .toSorted((a, b) => b.norm - a.norm)
      .slice(0, count),
  );
}

/** Square of each row's part in each weight of the group, [R] a weight. */
function squaresOf({ layout, rows_RP }: GroupRows): tf.Tensor1D[] {
  const rows = rows_RP.shape[0];
  return layout.segments.map(({ offset, size }) =>
    rows_RP.slice([0, offset], [rows, size]).square().sum<tf.Tensor1D>(1),
  );
}
