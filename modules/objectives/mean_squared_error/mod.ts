/**
 * Squared distance, for regression.
 *
 * @module
 */
export { meanSquaredError } from "./mean_squared_error.ts";
