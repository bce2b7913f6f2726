import type { EpochReport, PassReport } from "../../../core/mod.ts";

/** A metric with its Keras name. */
export type NamedMetric = readonly [name: string, value: number];

/** Lists the metrics of an epoch: training metrics, then validation metrics as `val_<name>`. */
export function epochMetrics({ train, validation }: EpochReport): NamedMetric[] {
  return [...passMetrics(train), ...(validation ? passMetrics(validation, "val_") : [])];
}

/** Lists the metrics of a pass, loss first. */
export function passMetrics({ loss, metrics }: PassReport, prefix = ""): NamedMetric[] {
  const all: NamedMetric[] = [["loss", loss], ...Object.entries(metrics)];
  return all.map(([name, value]) => [`${prefix}${name}`, value]);
}
