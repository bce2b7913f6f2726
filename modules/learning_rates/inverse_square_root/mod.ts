/**
 * One over the square root of the step.
 *
 * @module
 */
export { type InverseSquareRootOptions, inverseSquareRoot } from "./inverse_square_root.ts";
