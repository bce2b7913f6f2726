/**
 * What metrics share.
 *
 * @module
 */
export { additive } from "./additive.ts";
export {
  type Average,
  type AverageOptions,
  AverageShape,
  checkAverage,
  classCounts,
  ratio,
} from "./class_counts.ts";
export { bindClassMetric } from "./class_metric.ts";
export { type ClassRows, predictedClass, visitRows } from "./class_rows.ts";
export {
  bindCrossEntropy,
  type CrossEntropyOptions,
  CrossEntropyShape,
} from "./cross_entropy.ts";
export { refuse } from "./measured_pair.ts";
export {
  type ClassMetricOptions,
  ClassMetricShape,
  type MetricOptions,
  MetricShape,
} from "./options.ts";
export { addWeighted, bindRegressionMetric, weightedMean } from "./regression.ts";
