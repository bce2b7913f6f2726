/**
 * Metric: which classes are taken for which.
 *
 * @module
 */
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion_matrix.ts";
