import type { Attributes, ResourceMetrics } from "../../../deps.ts";

/** What an instrument has measured under one set of attributes. */
export interface MetricRecord {
  /** As in the table of names: `tolaria.steps`. */
  readonly name: string;
  /** What it counts in: `ms`; empty for a bare number. */
  readonly unit: string;
  /** What tells this value from others of the same instrument. */
  readonly attributes: Attributes;
  /** Sum of a counter, last value of a gauge, sum of what a histogram has seen. */
  readonly value: number;
  /** How many values a histogram has seen; undefined for the others. */
  readonly count?: number;
}

/** Copies what the SDK has measured, a record for each set of attributes. */
export function toMetricRecords({ scopeMetrics }: ResourceMetrics): MetricRecord[] {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ descriptor: { name, unit }, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const common = { name, unit, attributes: { ...attributes } };
        if (typeof value === "number") return { ...common, value };
        return { ...common, value: value.sum ?? Number.NaN, count: value.count };
      }),
    );
}
