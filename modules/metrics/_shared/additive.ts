import type { MetricBatch, MetricResult, MetricState } from "../../../core/mod.ts";

/** A state whose sums add up. */
export interface AdditiveRule {
  /** How many sums there are. */
  readonly size: number;
  /** Adds a batch to `sums`. */
  add(sums: Float64Array, batch: MetricBatch): void;
  /** The metric that the sums come to. */
  result(sums: Float64Array): number | MetricResult;
}

/** Begins a pass of sums in float64. */
export function additive({ size, add, result }: AdditiveRule): MetricState {
  const sums = new Float64Array(size);
  return {
    update: (batch) => add(sums, batch),
    sums: () => sums.slice(),
    merge: (others) => {
      for (let i = 0; i < size; i++) sums[i] = (sums[i] as number) + (others[i] as number);
    },
    result: () => result(sums),
  };
}
