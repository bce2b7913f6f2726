import { TolariaError } from "../errors/mod.ts";
import type { DataSplits } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import type { Metric } from "../ports/metric.ts";
import type { Objective } from "../ports/objective.ts";
import { checkMetricNames } from "./objective_metrics.ts";

/**
 * Checks what a run measures against its network and data.
 *
 * @throws {TolariaError} `options/invalid` for a metric without a name of its own, or without examples to measure;
 * `host/unsupported` if objective or metric do not fit network and data.
 */
export function checkMeasured(
  host: Host,
  objective: Objective,
  metrics: readonly Metric[],
  { train, validation, test }: DataSplits,
): void {
  checkMetricNames(objective, metrics);
  objective.check(host, train.targets, train.weights);
  const { weights = validation?.weights ?? test?.weights } = train;
  if (weights !== train.weights) objective.check(host, train.targets, weights);
  const { targets } = validation ?? test ?? train;
  for (const metric of metrics) metric.check(host, targets);
  const [first] = metrics;
  if (!first || validation || test) return;
  throw new TolariaError(
    "options/invalid",
    `Metric "${first.name}" is measured on validation and test examples, and the data have neither: set examples apart, as with { validation: 0.1 }, or leave the metric out.`,
  );
}
