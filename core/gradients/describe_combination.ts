import type {
  AggregationReport,
  Combination,
  LayerNorm,
} from "../ports/reports/aggregation_report.ts";
import { combinedSquare } from "./combination.ts";

/** The report of a combination: what follows from its inner products. */
export function describeCombination(combination: Combination): AggregationReport {
  const { tasks, gram_RR, weights_R, dropped, layers } = combination;
  const rows = weights_R.length;
  const innerOf = (a: number, b: number) => gram_RR[a * rows + b] as number;
  const normOf = (task: number) => Math.sqrt(innerOf(task, task));
  const lengths = tasks.map((_, task) => Math.abs(weights_R[task] as number) * normOf(task));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const combined = Math.sqrt(combinedSquare(gram_RR, weights_R));
  const cosineTo = (task: number, factors: Float64Array, norm: number) => {
    const inner = factors.reduce((sum, factor, row) => sum + factor * innerOf(task, row), 0);
    const product = normOf(task) * norm;
    return product > 0 ? Math.min(1, Math.max(-1, inner / product)) : 0;
  };
  const host_R = Float64Array.from(weights_R, (_, row) =>
    tasks[row]?.role === "host" ? (tasks[row]?.weight as number) : 0,
  );
  const host = Math.sqrt(combinedSquare(gram_RR, host_R));
  return {
    tasks: tasks.map(({ name, role }, task) => ({
      name,
      norm: dropped.includes(task) ? Number.NaN : normOf(task),
      weight: weights_R[task] as number,
      share: total > 0 ? (lengths[task] as number) / total : 0,
      cosine: cosineTo(task, weights_R, combined),
      ...(role === "seed" && { hostCosine: cosineTo(task, host_R, host) }),
      ...(layers && { layers: layers[task] as readonly LayerNorm[] }),
    })),
    conflicts: tasks.reduce(
      (count, _, a) => count + tasks.filter((_, b) => b > a && innerOf(a, b) < 0).length,
      0,
    ),
  };
}
