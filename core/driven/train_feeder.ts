import type { BatchFeederOptions } from "../data/batch_feeder.ts";
import type { Feeder } from "../data/feeder.ts";
import { feederOf } from "../data/feeder_of.ts";
import type { Dataset } from "../ports/dataset.ts";
import { DrivenFeeder } from "./driven_feeder.ts";

/** Returns what feeds the batches to train on, and once more if they are handed in. */
export function trainFeeder(
  dataset: Dataset,
  options: BatchFeederOptions,
): { readonly train: Feeder; readonly driven: DrivenFeeder | undefined } {
  if (!dataset.driven) return { train: feederOf(dataset, options), driven: undefined };
  const driven = new DrivenFeeder();
  return { train: driven, driven };
}
