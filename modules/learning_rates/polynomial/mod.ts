/**
 * A power of the time that is left.
 *
 * @module
 */
export { type PolynomialOptions, polynomial } from "./polynomial.ts";
