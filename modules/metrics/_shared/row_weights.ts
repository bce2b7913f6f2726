import type { MetricBatch } from "../../../core/mod.ts";

/** Weight of each of `rows` equal parts of a batch; the parts of an example share its weight. */
export function rowWeights({ weights, size }: MetricBatch, rows: number): (row: number) => number {
  if (!weights) return () => 1;
  const { values, shape } = weights;
  if (values.length === 0 || rows % values.length !== 0) {
    throw new RangeError(
      `Weights of shape [${shape.join(", ")}] do not fit ${rows / size} values an example. Cannot measure.`,
    );
  }
  const share = rows / values.length;
  return (row) => values[Math.floor(row / share)] as number;
}
