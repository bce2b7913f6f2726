import type { Dataset } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";
import { type CompiledModel, compiledModel } from "./compiled_model.ts";
import {
  type CheckedDatasetOptions,
  checkDatasetOptions,
  type FitDataset,
  type FitDatasetOptions,
} from "./dataset_options.ts";
import { DatasetStream, type StreamOptions } from "./dataset_stream.ts";
import { classWeightsOf } from "./example_weights.ts";
import { lossFactors, paramsOf, whileTraining } from "./fit.ts";
import { FitCallbacks, standardCallbacks } from "./fit_callbacks.ts";
import { endsOf, fitData, readValidation, weightIndices } from "./fit_data.ts";
import { LentTensors } from "./lent_tensors.ts";
import { type FitHistory, runFit } from "./run_fit.ts";

/**
 * Trains a compiled model on a dataset of batches: what `model.fitDataset(dataset, options)` does, on Tolaria's backend,
 * with its recovery and its report.
 *
 * The batches are used as they come, and one is read ahead. When training goes back, a dataset that restarts with each
 * epoch is read up to the same batch again.
 *
 * @param dataset Gives batches of `{ xs, ys }`, such as a dataset of `@tensorflow/tfjs-data`.
 * @returns tfjs's `History`, with the run's report as `report`.
 * @throws {TolariaError} What {@link fit} throws.
 */
export async function fitDataset(
  model: tf.LayersModel,
  dataset: FitDataset,
  options: FitDatasetOptions,
): Promise<FitHistory> {
  const compiled = compiledModel(model);
  const checked = checkDatasetOptions(options);
  return whileTraining(compiled, () => fitBatches(compiled, dataset, checked));
}

async function fitBatches(
  compiled: CompiledModel,
  dataset: FitDataset,
  options: CheckedDatasetOptions,
): Promise<FitHistory> {
  const { epochs, initialEpoch, batchesPerEpoch } = options;
  const ends = endsOf(compiled.model);
  const classWeights = classWeightsOf(options.classWeight, compiled.model.outputNames);
  const weighted = classWeights.map((one) => one !== undefined);
  const common = { ...ends, weighted };
  const stream = new DatasetStream(dataset, {
    ...common,
    classWeights,
    batches: batchesPerEpoch,
    goesOn: batchesPerEpoch !== undefined,
  });
  const train = await streamed(stream);
  const validation = await validationOf(options, common);
  const stop = new AbortController();
  const lent = new LentTensors();
  const callbacks = new FitCallbacks(
    compiled.model,
    standardCallbacks(options.callbacks, options.yieldEvery),
    paramsOf(compiled, options, {
      ...(stream.batchesPerEpoch !== undefined && { steps: stream.batchesPerEpoch }),
      doValidation: validation !== undefined,
    }),
    { initialEpoch, batchesPerEpoch: stream.batchesPerEpoch, sizesAhead: true },
    {
      stop: () => stop.abort(),
      around: (work) => lent.watch(work),
      isOver: () => ranOut(stream, options),
    },
  );
  return runFit({
    compiled,
    lent,
    data: fitData({ train, ...(validation && { validation }) }),
    targets: {
      columns: ends.outputs.columns,
      factors: lossFactors(compiled, options.lossWeights),
      weights: weightIndices(weighted),
    },
    callbacks,
    stop,
    settings: {
      batchSize: train.size,
      validationBatchSize: options.validationBatchSize,
      shuffle: false,
    },
    options,
    epochs: epochs - initialEpoch,
  });
}

/** A dataset that is a stream of batches; its size is that of the first. */
async function streamed(stream: DatasetStream): Promise<Dataset> {
  const columns = await stream.peek();
  return {
    ...columns,
    stream,
    gather: () => {
      throw new RangeError("Batches of a stream have no indices. Cannot gather.");
    },
  };
}

async function validationOf(
  { validationData, validationBatches }: CheckedDatasetOptions,
  common: Omit<StreamOptions, "classWeights" | "batches" | "goesOn">,
): Promise<Dataset | undefined> {
  if (!validationData) return undefined;
  if (!("iterator" in validationData)) return readValidation(common, validationData);
  const classWeights = common.weighted.map(() => undefined);
  const options = { ...common, classWeights, batches: validationBatches, goesOn: false };
  return streamed(new DatasetStream(validationData, options));
}

/** Whether the dataset has ended before the last epoch; warns as tfjs does. */
function ranOut(
  stream: DatasetStream,
  { batchesPerEpoch, epochs }: CheckedDatasetOptions,
): boolean {
  if (!stream.exhausted) return false;
  console.warn(
    `The dataset ran out of batches: training ends here. It must have batchesPerEpoch * epochs = ${(batchesPerEpoch as number) * epochs} batches; repeat() makes it go on.`,
  );
  return true;
}
