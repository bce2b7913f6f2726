import { tf } from "../../deps.ts";
import type { ArenaLayout } from "../ports/optimizer.ts";
import type { LayerNorm } from "../ports/reports/aggregation_report.ts";

// R = rows, P = numbers in a parameter group, L = weights of the network

/** The rows of one group, and the layout of its weights in them. */
export interface GroupRows {
  readonly layout: ArenaLayout;
  readonly rows_RP: tf.Tensor2D;
}

/** Norm of each row in each weight of all groups, [R, L], in a pass over the rows. The caller disposes it. */
export function layerNorms(groups: readonly GroupRows[]): tf.Tensor2D {
  return tf.tidy(() => tf.stack(groups.flatMap(normsOf), 1) as tf.Tensor2D);
}

/**
 * The weights in which each row is longest, longest first, `count` of them at most.
 *
 * @param norms What was read of {@link layerNorms}.
 */
export function largestLayerNorms(
  groups: readonly GroupRows[],
  norms: Float32Array,
  count: number,
): readonly (readonly LayerNorm[])[] {
  const names = groups.flatMap(({ layout }) => layout.segments.map(({ name }) => name));
  const rows = norms.length / names.length;
  return Array.from({ length: rows }, (_, row) =>
    names
      .map((name, at): LayerNorm => ({ name, norm: norms[row * names.length + at] as number }))
      .toSorted((a, b) => b.norm - a.norm)
      .slice(0, count),
  );
}

/** Norm of each row's part in each weight of the group, [R] a weight: max |x| * |x / max |x||, so that no square overflows. */
function normsOf({ layout, rows_RP }: GroupRows): tf.Tensor1D[] {
  const rows = rows_RP.shape[0];
  return layout.segments.map(({ offset, size }) => {
    const part_RN = rows_RP.slice([0, offset], [rows, size]);
    const largest_R1 = part_RN.abs().max(1, true);
    // A row of zeros is divided by 1.
    const scale_R1 = tf.where(largest_R1.equal(0), tf.onesLike(largest_R1), largest_R1);
    const norm_R1 = part_RN.div(scale_R1).square().sum(1, true).sqrt().mul(scale_R1);
    return norm_R1.reshape<tf.Tensor1D>([rows]);
  });
}
