/**
 * Model folders: trained networks as files.
 *
 * @module
 */
export { disposeModel } from "./dispose_model.ts";
export type {
  ModelDescription,
  ModelInfo,
  SavedColumn,
  SavedSeed,
  SavedWeights,
} from "./model_info.ts";
export { copyNetwork } from "./network_copy.ts";
export { modelIn, readModelFolder, readWeightsFolder } from "./read_folder.ts";
export { saveModelFolder } from "./save_model.ts";
export { type SaveOptions, saveTrained, type Trained } from "./save_trained.ts";
export { writeModelFile } from "./write_file.ts";
export { checkModelFolder, sha256 } from "./write_folder.ts";
