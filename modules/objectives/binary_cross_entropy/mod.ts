/**
 * Cross-entropy of yes and no.
 *
 * @module
 */
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from "./binary_cross_entropy.ts";
