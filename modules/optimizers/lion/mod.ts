/**
 * Lion.
 *
 * @module
 */
export { lion } from "./lion.ts";
export type { LionOptions } from "./options.ts";
