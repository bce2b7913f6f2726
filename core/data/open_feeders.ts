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
  /** What trials are measured on; the validation itself if it is small. */
  readonly trialSample: Feeder | undefined;
  /** Examples of `trialSample`; 0 if there is none. */
  readonly trialExamples: number;
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
    readonly trialExamples: number;
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
  const samplesOf = (examples: number) => {
    const part = splits.validation && sampleOf(splits.validation, examples, seed);
    const feeder = part === splits.validation ? validation : part && feederOf(part, measured);
    return { feeder, examples: part?.size ?? 0 };
  };
  const within = control.boundarySteps !== undefined;
  const sample = within ? samplesOf(control.boundaryExamples) : undefined;
  const tried = samplesOf(control.trialExamples);
  return {
    train: driven ?? feederOf(splits.train, { batchSize, partOf, ...order }),
    driven,
    validation,
    sample: sample?.feeder,
    sampleExamples: sample?.examples ?? 0,
    trialSample: tried.feeder,
    trialExamples: tried.examples,
  };
}
