/**
 * A run by itself.
 *
 * @module
 */
export { noCollective } from "./no_collective.ts";
