import {
  type Column,
  type Host,
  type HostValues,
  METRIC,
  type Metric,
  type MetricBatch,
  type MetricState,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { type MeasuredPair, measuredPair, refuse } from "./measured_pair.ts";
import { type Checked, type MetricOptions, metricName } from "./options.ts";
import { rowWeights } from "./row_weights.ts";

// D = numbers of a row, each a column of its own

/** A metric of differences between outputs and targets. */
export interface RegressionRule {
  /** Name before that of an output, and function that makes it. */
  readonly base: string;
  readonly better: NonNullable<Metric["better"]>;
  /** Sums that each of the D columns has. */
  readonly parts: number;
  /** Adds a number to the sums of its column, which begin at `at`. */
  add(sums: Float64Array, at: number, target: number, predicted: number, weight: number): void;
  /** Adds the sums of a column in `others`, where they begin at `at` too. @default each to its own */
  merge?(sums: Float64Array, at: number, others: Float64Array): void;
  /** The metric of a column. */
  result(sums: Float64Array, at: number): number;
}

/** Begins a pass: the mean over the columns of what the rule makes of each. */
function start(rule: RegressionRule, pair: MeasuredPair): MetricState {
  const { parts, add, merge = addEach(parts), result } = rule;
  let sums = new Float64Array();
  return {
    update: (batch) => {
      const { values } = batch.outputs[pair.output] as HostValues;
      const { values: targets } = batch.targets[pair.target] as HostValues;
      const rows = rowsOf(batch);
      const columns = values.length / rows;
      if (sums.length === 0) sums = new Float64Array(parts * columns);
      const weightOf = rowWeights(batch, rows);
      for (let at = 0; at < values.length; at++) {
        const weight = weightOf(Math.floor(at / columns));
        if (weight === 0) continue;
        const [target, predicted] = [targets[at] as number, values[at] as number];
        add(sums, (at % columns) * parts, target, predicted, weight);
      }
    },
    sums: () => sums.slice(),
    merge: (others) => {
      if (sums.length === 0) sums = new Float64Array(others.length);
      for (let at = 0; at < others.length; at += parts) merge(sums, at, others);
    },
    result: () => {
      let total = 0;
      for (let at = 0; at < sums.length; at += parts) total += result(sums, at);
      return (total * parts) / sums.length;
    },
  };
}

/** Positions if they have weights of their own, else examples: what is behind them are the columns. */
function rowsOf({ size, weights }: MetricBatch): number {
  return weights?.values.length ?? size;
}

function addEach(parts: number) {
  return (sums: Float64Array, at: number, others: Float64Array): void => {
    for (let i = at; i < at + parts; i++) sums[i] = (sums[i] as number) + (others[i] as number);
  };
}

function checkShapes(metric: string, { shape, column }: MeasuredPair): void {
  const squeezed = (of: readonly (number | null)[]) => (of.at(-1) === 1 ? of.slice(0, -1) : of);
  const [output, target] = [squeezed(shape), squeezed(column.shape)];
  const same =
    output.length === target.length &&
    output.every((size, axis) => size === null || size === target[axis]);
  if (same) return;
  refuse(
    metric,
    `the shape of column "${column.name}" must be [${shape.join(", ")}] like the output's, but is [${column.shape.join(", ")}]`,
  );
}

/** The module that adds a metric of differences to a run. */
export function bindRegressionMetric(
  rule: RegressionRule,
  options: Checked<MetricOptions>,
): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(METRIC)
      .toResolvedValue((): Metric => {
        let pair: MeasuredPair | undefined;
        return {
          name: metricName(rule.base, options),
          better: rule.better,
          check: (host: Host, targets: readonly Column[]) => {
            pair = measuredPair(rule.base, options, host, targets);
            checkShapes(rule.base, pair);
          },
          start: () => start(rule, pair as MeasuredPair),
        };
      })
      .inSingletonScope();
  });
}

/** Adds `value`, `weight` times, to the first of two sums, and `weight` to the second. */
export function addWeighted(sums: Float64Array, at: number, value: number, weight: number): void {
  sums[at] = (sums[at] as number) + weight * value;
  sums[at + 1] = (sums[at + 1] as number) + weight;
}

/** The mean of what {@link addWeighted} added. */
export function weightedMean(sums: Float64Array, at: number): number {
  return (sums[at] as number) / (sums[at + 1] as number);
}
