import { BatchFeeder, type BatchFeederOptions } from "../../../core/data/batch_feeder.ts";
import type { Batch } from "../../../core/data/feeder.ts";
import { RandomStream } from "../../../core/mod.ts";
import { CountingDataset, type CountingOptions } from "./counting_dataset.ts";

/** A feeder of made-up examples, and their source. */
export function feederOf(
  size: number,
  options: BatchFeederOptions & { readonly seed?: number },
  dataset: CountingOptions = {},
) {
  const { seed, ...rest } = options;
  const order = seed === undefined ? {} : { order: new RandomStream(seed, "order") };
  const source = new CountingDataset(size, dataset);
  return { source, feeder: new BatchFeeder(source, { ...rest, ...order }) };
}

/** Indices of a batch's examples; disposes it. */
export function take(batch: Batch): number[] {
  const indices = [...batch.indices];
  batch.dispose();
  return indices;
}

/** Indices of the batches up to the end of the epoch. */
export async function drain(feeder: BatchFeeder): Promise<number[][]> {
  const batches: number[][] = [];
  for (;;) {
    const batch = await feeder.next();
    if (!batch) return batches;
    batches.push(take(batch));
  }
}
