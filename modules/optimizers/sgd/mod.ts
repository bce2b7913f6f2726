/**
 * Gradient descent, with optional momentum.
 *
 * @module
 */

export type { SgdOptions } from "./options.ts";
export { sgd } from "./sgd.ts";
