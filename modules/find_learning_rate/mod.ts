/**
 * The learning-rate range test.
 *
 * @module
 */
export { findLearningRate } from "./find_learning_rate.ts";
export type { RangeTestOptions } from "./options.ts";
export { type RangeProgress, showRangeProgress } from "./progress.ts";
export type { RangePoint, RangeTest, RateSuggestion } from "./range_test.ts";
export { type JsonRangeTest, rangeTestToJson, renderRangeTest } from "./render.ts";
