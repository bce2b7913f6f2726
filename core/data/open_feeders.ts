import type { BatchPart } from "../collective/sharding.ts";
import type { DataSplits } from "../ports/dataset.ts";
import { RandomStream } from "../random.ts";
import { DrivenFeeder } from "./driven_feeder.ts";
import type { Feeder } from "./feeder.ts";
import { feederOf } from "./feeder_of.ts";
import { sampleOf } from "./sample.ts";

/** Feeds the batches of a run. */
export interface Feeders {
  readonly train: Feeder;
  /** The same, if the batches are handed in. */
  readonly driven: DrivenFeeder | undefined;
  readonly validation: Feeder | undefined;
  /** What is measured at boundaries within epochs; the validation itself if it is small, undefined if there are none. */
  readonly sample: Feeder | undefined;
  /** Examples of `sample`; 0 if there is none. */
  readonly sampleExamples: number;
}

/** How batches are made. */
export interface FeedersOptions {
  readonly seed: number;
  readonly shuffle: boolean;
  readonly batchSize: number;
  readonly validationBatchSize: number;
  readonly control: {
    readonly boundarySteps: number | undefined;
    readonly boundaryExamples: number;
  };
}

/**
 * Opens what feeds the batches of a run.
 *
 * @param partOf Which examples of a batch this process computes. @default all
 */
export function openFeeders(
  splits: DataSplits,
  options: FeedersOptions,
  partOf?: ((size: number) => BatchPart) | undefined,
): Feeders {
  const { batchSize, control, seed, shuffle } = options;
  const driven = splits.train.driven ? new DrivenFeeder() : undefined;
  const order = shuffle && { order: new RandomStream(seed, "shuffle") };
  const measured = { batchSize: options.validationBatchSize, partOf };
  const validation = splits.validation && feederOf(splits.validation, measured);
  const part = splits.validation && sampleOf(splits.validation, control.boundaryExamples, seed);
  const within = control.boundarySteps !== undefined;
  const sample = part === splits.validation ? validation : part && feederOf(part, measured);
  return {
    train: driven ?? feederOf(splits.train, { batchSize, partOf, ...order }),
    driven,
    validation,
    sample: within ? sample : undefined,
    sampleExamples: within ? (part?.size ?? 0) : 0,
  };
}
