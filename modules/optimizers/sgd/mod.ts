/**
 * Gradient descent, with momentum where it is asked for.
 *
 * @module
 */

export type { SgdOptions } from "./options.ts";
export { sgd } from "./sgd.ts";
