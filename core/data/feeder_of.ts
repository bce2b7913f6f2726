import type { Dataset } from "../ports/dataset.ts";
import { BatchFeeder, type BatchFeederOptions } from "./batch_feeder.ts";
import type { Feeder } from "./feeder.ts";
import { StreamFeeder } from "./stream_feeder.ts";

/** Returns what feeds the batches of `dataset`: those of its own, or batches of its examples. */
export function feederOf(dataset: Dataset, options: BatchFeederOptions): Feeder {
  return dataset.stream
    ? new StreamFeeder(dataset, dataset.stream)
    : new BatchFeeder(dataset, options);
}
