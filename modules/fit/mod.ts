/**
 * Trains compiled models of tfjs as their `fit` does.
 *
 * @module
 */

export type {
  FitDataset,
  FitDatasetOptions,
  FitIterator,
} from "./dataset_options.ts";
export type { FitClassWeights, FitSampleWeight, FitSampleWeights } from "./example_weights.ts";
export type { FitTensors } from "./examples.ts";
export { fit } from "./fit.ts";
export type { FitCallback, TfjsCallback } from "./fit_callbacks.ts";
export type { ValidationData } from "./fit_data.ts";
export { fitDataset } from "./fit_dataset.ts";
export type { CommonFitOptions, FitOptions } from "./options.ts";
export type { FitHistory } from "./run_fit.ts";
