/**
 * Weights from files that know nothing of the model.
 *
 * @module
 */
export { assignWeights, type WeightFile, type WeightsReport } from "./assign_weights.ts";
export { hostTargets, modelTargets } from "./model_targets.ts";
export { pytorchWeights } from "./pytorch_layout.ts";
