/**
 * Cross-entropy over classes.
 *
 * @module
 */
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
