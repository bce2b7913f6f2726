/**
 * What aggregators share: all of it works on inner products of gradients alone.
 *
 * @module
 */
export { bindAggregator } from "./bind_aggregator.ts";
export { checkNames } from "./check_names.ts";
export { squaredNormOf, timesGram } from "./gram.ts";
export { minNormPoint } from "./min_norm_point.ts";
export { projected, sumOf } from "./project.ts";
