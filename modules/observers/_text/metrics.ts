import type { EpochReport, PassReport } from "../../../core/mod.ts";

/** A metric by the name that Keras gives it. */
export type NamedMetric = readonly [name: string, value: number];

/** Every metric of an epoch: those of the training, then those of the validation as `val_<name>`. */
export function epochMetrics({ train, validation }: EpochReport): NamedMetric[] {
  return [...passMetrics(train), ...(validation ? passMetrics(validation, "val_") : [])];
}

/** Every metric of a pass, the loss first. */
export function passMetrics({ loss, metrics }: PassReport, prefix = ""): NamedMetric[] {
  const all: NamedMetric[] = [["loss", loss], ...Object.entries(metrics)];
  return all.map(([name, value]) => [`${prefix}${name}`, value]);
}
