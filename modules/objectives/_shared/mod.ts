/**
 * What objectives of one output share.
 *
 * @module
 */
export { EPSILON, lossesOfLogits, lossesOfProbabilities } from "./binary_losses.ts";
export { checkActivation, refuse } from "./check.ts";
export { ClassObjective, meansOfRows } from "./class_objective.ts";
export { type ClassLossOptions, ClassWeightsSchema, probabilities } from "./class_targets.ts";
export { bindElementwise, Elementwise, MAE } from "./elementwise.ts";
