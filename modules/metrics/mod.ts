/**
 * Metrics: what a pass over validation or test examples is measured by.
 *
 * @module
 */
export type {
  Average,
  AverageOptions,
  ClassMetricOptions,
  CrossEntropyOptions,
  MetricOptions,
} from "./_shared/mod.ts";
export * from "./accuracy/mod.ts";
export * from "./auc/mod.ts";
export * from "./bits_per_character/mod.ts";
export * from "./confusion_matrix/mod.ts";
export * from "./f1/mod.ts";
export * from "./mae/mod.ts";
export * from "./mape/mod.ts";
export * from "./mse/mod.ts";
export * from "./perplexity/mod.ts";
export * from "./precision/mod.ts";
export * from "./r2/mod.ts";
export * from "./recall/mod.ts";
export * from "./rmse/mod.ts";
export * from "./top_k/mod.ts";
