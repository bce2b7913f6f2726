/**
 * Trained networks as files: model folders and other formats.
 *
 * @module
 */

export type { WeightsReport } from "../_weights/mod.ts";
export type {
  GeneratedToken,
  GenerateOptions,
  PromptTokenizer,
  SamplingOptions,
} from "./_generate/mod.ts";
export type { ModelFormat } from "./_shared/mod.ts";
export type { ArrayInput, NestedNumbers } from "./array_batches.ts";
export type { PredictedValue, Prediction } from "./decode_outputs.ts";
export type { EvaluateOptions, Evaluation, SplitName } from "./evaluate_model.ts";
export { type ExportOptions, exportModel } from "./export_model.ts";
export { FORMATS } from "./formats/formats.ts";
export { type Generation, generate } from "./generate_text.ts";
export { type ImportOptions, importModel } from "./import_model.ts";
export { inspectModel, type LayerDigest, type ModelDigest } from "./inspect_model.ts";
export { type LoadOptions, loadModel } from "./load_model.ts";
export { type LoadWeightsOptions, loadWeights } from "./load_weights.ts";
export { LoadedModel, type PredictOptions } from "./loaded_model.ts";
export type { PredictInput, RecordPlace } from "./predictor.ts";
export type { MakeTokenizer } from "./restore_tokenizer.ts";
export { saveModel } from "./save_model.ts";
