/**
 * A fall when a metric no longer gets better.
 *
 * @module
 */
export type { PlateauOptions } from "./options.ts";
export { plateau } from "./plateau.ts";
