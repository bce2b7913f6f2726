import type { ResourceMetrics } from "../../../deps_optional.ts";
import type { MetricRecord } from "../_records/mod.ts";

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
