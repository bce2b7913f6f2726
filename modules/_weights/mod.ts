/**
 * Weights from files that know nothing of the model.
 *
 * @module
 */
export { reorderAxes, type WeightArray } from "../models/_graph/mod.ts";
export { assignWeights, type WeightFile, type WeightsReport } from "./assign_weights.ts";
export { hostTargets, modelTargets } from "./model_targets.ts";
export { pytorchWeights } from "./pytorch_layout.ts";
export { readWeights } from "./read_weights.ts";
