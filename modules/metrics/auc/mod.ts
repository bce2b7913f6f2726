/**
 * Metric: the area under the ROC curve.
 *
 * @module
 */
export { type AucOptions, auc } from "./auc.ts";
