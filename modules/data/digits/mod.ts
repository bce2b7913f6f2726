/**
 * Ten thousand handwritten digits.
 *
 * @module
 */
export { type DigitsOptions, digits } from "./digits.ts";
