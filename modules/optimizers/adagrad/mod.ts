/**
 * Adagrad.
 *
 * @module
 */
export { adagrad } from "./adagrad.ts";
export type { AdagradOptions } from "./options.ts";
