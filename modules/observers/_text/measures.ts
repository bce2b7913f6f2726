import type { EpochReport, PassReport } from "../../../core/mod.ts";

/** A measure by the name that Keras gives it. */
export type Measure = readonly [name: string, value: number];

/** Every measure of an epoch: those of the training, then those of the validation as `val_<name>`. */
export function epochMeasures({ train, validation }: EpochReport): Measure[] {
  return [...passMeasures(train), ...(validation ? passMeasures(validation, "val_") : [])];
}

/** Every measure of a pass, the loss first. */
export function passMeasures({ loss, metrics }: PassReport, prefix = ""): Measure[] {
  const all: Measure[] = [["loss", loss], ...Object.entries(metrics)];
  return all.map(([name, value]) => [`${prefix}${name}`, value]);
}
